package io.callstream.retell.dial;

import io.callstream.retell.RetellCall;
import io.callstream.retell.RetellError;
import io.callstream.retell.StrictJson;
import io.callstream.retell.dial.DialOutcome.Accepted;
import io.callstream.retell.dial.DialOutcome.Rejected;
import io.callstream.retell.dial.DialOutcome.Throttled;
import io.callstream.retell.dial.DialOutcome.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** What a whole answer to a create means. Pure. */
final class DialAnswer {

  private static final int RETRY_AFTER_DIGITS = 6;

  private DialAnswer() {}

  /**
   * Reads an answer.
   *
   * @param retryAfter the header of that name
   * @param now counts a retry-after that is a date
   */
  static DialOutcome outcome(int status, @Nullable String retryAfter, byte[] body, Instant now) {
    return switch (status) {
      case 201 -> accepted(body);
      case 400, 401, 402, 403, 404, 422 -> new Rejected(status, RetellError.message(status, body));
      case 429 -> new Throttled(RetellError.message(status, body), wait(retryAfter, now));
      // Nothing is quoted of the call that an answer of success may hold.
      default ->
          new Unknown(status / 100 == 2 ? "HTTP " + status : RetellError.message(status, body));
    };
  }

  private static DialOutcome accepted(byte[] body) {
    try {
      return RetellCall.of(StrictJson.object(body))
          .<DialOutcome>map(Accepted::new)
          .orElseGet(() -> new Unknown("HTTP 201 without a call_id"));
    } catch (StrictJson.Unreadable e) {
      return new Unknown("HTTP 201, " + e.getMessage());
    }
  }

  /** Seconds or an HTTP date; null when it is neither. */
  private static @Nullable Duration wait(@Nullable String retryAfter, Instant now) {
    if (retryAfter == null) {
      return null;
    }
    var text = retryAfter.strip();
    if (text.matches("[0-9]{1," + RETRY_AFTER_DIGITS + "}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      var until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
