package io.callstream.chaos.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A row of the read model, column by column beside what it should hold. */
final class Compared {

  private final JsonNode row;
  private final List<String> wrong = new ArrayList<>();

  Compared(JsonNode row) {
    this.row = row;
  }

  Compared text(String column, String expected) {
    return holds(column, row.path(column).asString("").equals(expected), expected);
  }

  Compared number(String column, long expected) {
    return holds(
        column,
        row.path(column).isNumber() && row.path(column).asLong() == expected,
        String.valueOf(expected));
  }

  Compared time(String column, Optional<Instant> expected) {
    return holds(column, at(row.path(column)).equals(expected), expected.toString());
  }

  Compared nothing(String column) {
    return holds(column, row.path(column).isNull(), "nothing");
  }

  private Compared holds(String column, boolean holds, String expected) {
    if (!holds) {
      wrong.add("%s is %s, not %s".formatted(column, row.path(column), expected));
    }
    return this;
  }

  private static Optional<Instant> at(JsonNode value) {
    return value.isString() ? Optional.of(Instant.parse(value.asString())) : Optional.empty();
  }

  /** Part of a row: its faults are the row's. */
  void addTo(Compared whole) {
    whole.wrong.addAll(wrong);
  }

  boolean same() {
    return wrong.isEmpty();
  }

  /** What is wrong, and the row. */
  @Override
  public String toString() {
    return String.join(", ", wrong) + " in " + row;
  }
}
