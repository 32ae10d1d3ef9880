package io.callstream.gateway.call;

import io.callstream.contracts.CallStatus;
import io.callstream.contracts.Outcome;
import io.callstream.gateway.web.FieldError;
import io.callstream.gateway.web.Query;
import io.callstream.gateway.web.Storable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which calls a list shows.
 *
 * @param conditions value by the name of the query parameter; every value of the column's type
 * @param after where the page before ended; null for the first
 * @param limit items of a page
 */
public record CallFilter(Map<String, Object> conditions, @Nullable Cursor after, int limit) {

  static final int DEFAULT_LIMIT = 50;
  static final int MAX_LIMIT = 200;
  private static final int MAX_TEXT = 256;

  /** What a query asks for: a list, or why there is none. */
  public sealed interface Reading {

    record Wanted(CallFilter filter) implements Reading {}

    /** Holds at least one error. */
    record Wrong(List<FieldError> errors) implements Reading {}
  }

  /** Reads the parameters of {@code GET /api/v1/calls}. */
  public static Reading read(Query query) {
    var reader = new Reader(query);
    reader.word("status", Arrays.stream(CallStatus.values()).map(CallStatus::wire).toList());
    reader.word("outcome", Arrays.stream(Outcome.values()).map(Outcome::wire).toList());
    reader.word("call_type", List.of("phone_call", "web_call"));
    reader.text("agent_id");
    reader.number("to_number");
    reader.number("from_number");
    reader.text("disconnection_reason");
    reader.text("q");
    reader.value("campaign_id", CallFilter::uuid, "Must be a UUID");
    reader.value("since", CallFilter::instant, "Must be a time in ISO-8601 with its offset");
    reader.value("until", CallFilter::instant, "Must be a time in ISO-8601 with its offset");
    return reader.finish();
  }

  private static @Nullable Object uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable Instant instant(String text) {
    try {
      // A plus sign that was not percent-encoded has become a blank.
      var time = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
      return Storable.isStorable(time) ? time : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Integer limit(String text) {
    try {
      int limit = Integer.parseInt(text);
      return limit >= 1 && limit <= MAX_LIMIT ? limit : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static final class Reader {

    private final Query query;
    private final Map<String, Object> conditions = new LinkedHashMap<>();
    private final List<FieldError> errors = new ArrayList<>();

    Reader(Query query) {
      this.query = query;
    }

    void word(String name, List<String> words) {
      value(
          name,
          text -> words.contains(text) ? text : null,
          "Must be one of " + String.join(", ", words));
    }

    void text(String name) {
      value(
          name,
          text -> text.isBlank() || text.length() > MAX_TEXT ? null : text,
          "Must have 1 to " + MAX_TEXT + " characters");
    }

    void number(String name) {
      // As above: whoever writes a number into an address by hand forgets to encode the plus.
      value(
          name,
          text -> text.isBlank() || text.length() > MAX_TEXT ? null : text.replace(' ', '+'),
          "Must be a telephone number");
    }

    <T> void value(String name, Function<String, @Nullable T> parse, String rule) {
      var value = parsed(name, parse, rule);
      if (value != null) {
        conditions.put(name, value);
      }
    }

    private <T> @Nullable T parsed(String name, Function<String, @Nullable T> parse, String rule) {
      var text = query.get(name);
      if (text == null) {
        return null;
      }
      var value = parse.apply(text);
      if (value == null) {
        errors.add(new FieldError(name, rule));
      }
      return value;
    }

    Reading finish() {
      var after = parsed("cursor", Cursor::read, "Must be the next_cursor of a page");
      var limit = parsed("limit", CallFilter::limit, "Must be a number from 1 to " + MAX_LIMIT);
      return errors.isEmpty()
          ? new Reading.Wanted(
              new CallFilter(Map.copyOf(conditions), after, limit == null ? DEFAULT_LIMIT : limit))
          : new Reading.Wrong(errors);
    }
  }
}
