package io.callstream.retell.dial;

import io.callstream.retell.RetellCall;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is known of a dial after it was sent, or was not (DESIGN.md, "Answers"). */
public sealed interface DialOutcome {

  /** Retell has made the call. */
  record Accepted(RetellCall call) implements DialOutcome {

    /** Retell's id of it. */
    public String retellCallId() {
      return call.callId();
    }
  }

  /** Definite: Retell refused (400, 401, 402, 403, 404, 422) and nobody rang. */
  record Rejected(int httpStatus, String message) implements DialOutcome {}

  /**
   * Refused for haste (429).
   *
   * @param retryAfter how long Retell asked us to wait, when it did; 0 or more
   */
  record Throttled(String message, @Nullable Duration retryAfter) implements DialOutcome {}

  /** Definite: no byte of the request has left us (MECHANISMS.md B6). */
  record NotSent(String cause) implements DialOutcome {}

  /** It may ring or not. Never a reason to dial again. */
  record Unknown(String cause) implements DialOutcome {}
}
