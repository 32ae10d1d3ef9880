package io.callstream.gateway.deadletter;

import io.callstream.gateway.web.FieldError;
import io.callstream.gateway.web.Query;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters a list shows.
 *
 * @param before only ids below this
 * @param limit items of a page
 */
public record LetterFilter(
    String state, @Nullable String topic, @Nullable String reason, long before, int limit) {

  private static final List<String> STATES = List.of("open", "redriven", "discarded");
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 200;

  /** What a query asks for. */
  public sealed interface Reading {

    record Wanted(LetterFilter filter) implements Reading {}

    /** Holds at least one error. */
    record Wrong(List<FieldError> errors) implements Reading {}
  }

  /** Reads the parameters of {@code GET /api/v1/dead-letters}. */
  public static Reading read(Query query) {
    var errors = new ArrayList<FieldError>();
    var state = query.get("state") == null ? "open" : query.get("state");
    if (!STATES.contains(state)) {
      errors.add(new FieldError("state", "Must be one of " + String.join(", ", STATES)));
    }
    long before = number(query, "cursor", Long.MAX_VALUE, Long.MAX_VALUE, errors);
    long limit = number(query, "limit", DEFAULT_LIMIT, MAX_LIMIT, errors);
    var topic = query.get("topic");
    return errors.isEmpty()
        ? new Reading.Wanted(
            new LetterFilter(
                String.valueOf(state),
                topic == null ? null : Selection.original(topic),
                query.get("reason"),
                before,
                Math.toIntExact(limit)))
        : new Reading.Wrong(errors);
  }

  private static long number(
      Query query, String name, long whenMissing, long most, List<FieldError> errors) {
    var text = query.get(name);
    if (text == null) {
      return whenMissing;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Said below, together with what is out of range.
    }
    errors.add(new FieldError(name, "Must be a number from 1 to " + most));
    return whenMissing;
  }
}
