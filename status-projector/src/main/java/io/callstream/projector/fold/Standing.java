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
 * @param errorMessage only of an end of ours
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

  static Standing over(CallStatus status, @Nullable Outcome outcome) {
    return new Standing(status, outcome, null, null, null);
  }

  static Standing failed(ErrorCode code, @Nullable String message, Instant at) {
    return new Standing(CallStatus.FAILED, code.outcome(), code, message, at);
  }

  static Standing cancelled(Instant at) {
    return new Standing(CallStatus.CANCELLED, Outcome.CANCELLED, null, null, at);
  }
}
