package io.callstream.projector.readmodel;

import io.callstream.projector.fold.Change;
import io.callstream.projector.fold.Field;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * The two statements that write rows: new ones whole, in one go, and those that were there. In an
 * update a null keeps what a column has: so a known value is never blanked, and a large one that
 * did not change is not written again. Only what follows from the standing is always set.
 */
final class RowWrite {

  private static final String KEEPS = "%1$s = coalesce(u.%1$s::%2$s, c.%1$s)";
  private static final String ALWAYS = "%1$s = u.%1$s::%2$s";

  private static final String MERGES =
      "%1$s = coalesce(c.%1$s || u.%1$s::%2$s, u.%1$s::%2$s, c.%1$s)";

  /** Each column: how it is set, and its text in a change. */
  private static final Map<String, Column> COLUMNS = columns();

  private static final String[] NOTHING = {};

  private static final String NAMES = String.join(", ", COLUMNS.keySet());

  // Unnested side by side as they are read, not one after the other into a store each.
  private static final String GIVEN =
      COLUMNS.keySet().stream()
          .map("unnest(:%1$s::text[]) as %1$s"::formatted)
          .collect(Collectors.joining(", "));

  private static final String UPDATE =
      """
      update %s c set %s, updated_at = now()
        from (select unnest(:call_id::uuid[]) as call_id, %s) as u
       where c.call_id = u.call_id
      """
          .formatted(
              "%s",
              COLUMNS.entrySet().stream()
                  .map(e -> e.getValue().set().formatted(e.getKey(), e.getValue().type()))
                  .collect(Collectors.joining(", ")),
              GIVEN);

  // Given, and so inserted, in the order of the ids: projectors that make the same rows queue and
  // do
  // not deadlock. Sorting here would sort all the large values along.
  private static final String INSERT =
      """
      insert into %s (call_id, %s)
      select u.call_id, %s
        from (select unnest(:call_id::uuid[]) as call_id, %s) as u
      on conflict (call_id) do nothing
      returning call_id
      """
          .formatted(
              "%s",
              NAMES,
              COLUMNS.entrySet().stream()
                  .map(e -> value(e.getKey(), e.getValue().type()))
                  .collect(Collectors.joining(", ")),
              GIVEN);

  private final JdbcClient database;
  private final String update;
  private final String insert;

  RowWrite(JdbcClient database, String table) {
    this.database = database;
    this.update = UPDATE.formatted(table);
    this.insert = INSERT.formatted(table);
  }

  /** All that is written but the key and the clock, in the order of the statements. */
  static Set<String> columnNames() {
    return Collections.unmodifiableSet(COLUMNS.keySet());
  }

  private record Column(String set, String type, Function<Change, @Nullable String> text) {}

  /** Writes the changed rows back. */
  void update(List<Change> changes) {
    statement(update, changes).update();
  }

  /** Writes the rows that are not there; the ids of those written. */
  Set<UUID> insert(List<Change> changes) {
    return new HashSet<>(statement(insert, changes).query(UUID.class).list());
  }

  private JdbcClient.StatementSpec statement(String sql, List<Change> changes) {
    var sorted =
        changes.stream().sorted(Comparator.comparing((Change c) -> c.after().callId())).toList();
    var statement =
        database
            .sql(sql)
            .param(
                "call_id",
                new SqlArrayValue(
                    "uuid",
                    (Object[]) sorted.stream().map(c -> c.after().callId()).toArray(UUID[]::new)));
    COLUMNS.forEach((name, column) -> statement.param(name, array(sorted, column.text())));
    return statement;
  }

  private static Map<String, Column> columns() {
    var columns = new LinkedHashMap<String, Column>();
    Arrays.stream(Field.values())
        .forEach(
            f -> columns.put(f.id(), new Column(KEEPS, sqlType(f), c -> ColumnTexts.of(c, f))));
    columns.put(Field.ENDED_AT.id(), new Column(ALWAYS, "timestamptz", ColumnTexts::endedAt));
    columns.put("status", always("text", c -> c.after().standing().status().wire()));
    columns.put("outcome", always("text", ColumnTexts::outcome));
    columns.put("error_code", always("text", ColumnTexts::errorCode));
    columns.put("error_message", always("text", c -> c.after().standing().errorMessage()));
    columns.put("raw_extra", new Column(MERGES, "jsonb", ColumnTexts::extras));
    columns.put("search_text", new Column(KEEPS, "text", ColumnTexts::search));
    columns.put("version", always("bigint", c -> Long.toString(c.after().version())));
    columns.put("stamps", always("jsonb", c -> Stamps.write(c.after().known())));
    return columns;
  }

  private static Column always(String type, Function<Change, @Nullable String> text) {
    return new Column(ALWAYS, type, text);
  }

  /** A call none of whose signals bears a time begins 1970, as the table's own default has it. */
  private static String value(String column, String type) {
    return column.equals(Field.REQUESTED_AT.id())
        ? "coalesce(u." + column + "::" + type + ", 'epoch')"
        : "u." + column + "::" + type;
  }

  /**
   * An array of strings, not of objects: the driver sends only the former in binary form. Of a
   * column that no change touches it is empty: unnested beside longer ones it is null in every row.
   */
  private static SqlArrayValue array(
      List<Change> changes, Function<Change, @Nullable String> text) {
    var texts = changes.stream().map(text).toArray(String[]::new);
    boolean isNothing = Arrays.stream(texts).allMatch(Objects::isNull);
    return new SqlArrayValue("text", (Object[]) (isNothing ? NOTHING : texts));
  }

  private static String sqlType(Field field) {
    return switch (field.type()) {
      case UUID -> "uuid";
      case INTEGER -> "bigint";
      case TEXT -> "text";
      case TIME -> "timestamptz";
      case JSON -> "jsonb";
    };
  }
}
