package io.callstream.projector.fold;

import io.callstream.contracts.CallStatus;
import io.callstream.contracts.ErrorCode;
import io.callstream.contracts.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a call stands.
 *
 * @param outcome null before an end
 * @param errorCode only of an end of ours
 * @param errorMessage of an end of ours, or what to do about an end of Retell's
 * @param assumedAt when we assumed the end; null for what Retell said
 */
public record Standing(
    CallStatus status,
    @Nullable Outcome outcome,
    @Nullable ErrorCode errorCode,
    @Nullable String errorMessage,
    @Nullable Instant assumedAt) {

  static Standing on(CallStatus status) {
    return new Standing(status, null, null, null, null);
  }

  /**
   * Over, as Retell said.
   *
   * @param hint what a person can do about it; null when nothing is to be said
   */
  static Standing over(CallStatus status, @Nullable Outcome outcome, @Nullable String hint) {
    return new Standing(status, outcome, null, hint, null);
  }

  static Standing failed(ErrorCode code, @Nullable String message, Instant at) {
    return new Standing(CallStatus.FAILED, code.outcome(), code, message, at);
  }

  static Standing cancelled(Instant at) {
    return new Standing(CallStatus.CANCELLED, Outcome.CANCELLED, null, null, at);
  }
}
