package io.callstream.dispatcher.rules;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Something learned of a dial. */
public sealed interface DialNews {

  /** Retell has made the call: its 201, a webhook with our ids, an item of list-calls. */
  record Accepted(String retellCallId) implements DialNews {}

  /** Retell refused for good (400, 401, 402, 403, 404, 422); only the sender can say so. */
  record Refused(int httpStatus, String message) implements DialNews {

    /** Whether every other call would be refused too: key or payment. */
    public boolean stopsTheLine() {
      return httpStatus == 401 || httpStatus == 402;
    }
  }

  /**
   * Retell refused for haste (429); only the sender can say so.
   *
   * @param retryAfter how long Retell asked us to wait, when it did
   */
  record Throttled(String message, @Nullable Duration retryAfter) implements DialNews {}

  /** No byte left us; only the sender can say so (MECHANISMS.md B6). */
  record NotSent(String cause) implements DialNews {}

  /** Nobody knows: no usable answer, or the sender's lease lapsed. */
  record Unsure(String cause) implements DialNews {}

  /** Long enough unknown, and Retell's list never had it. */
  record GivenUp() implements DialNews {}

  /** Whether Retell itself has answered the create. */
  default boolean answered() {
    return this instanceof Accepted || this instanceof Refused || this instanceof Throttled;
  }
}
