package io.callstream.projector.fold;

import io.callstream.contracts.CallStatus;
import io.callstream.contracts.ErrorCode;
import io.callstream.contracts.Json;
import io.callstream.contracts.Outcome;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

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

  /** As {@link #of} reads it. */
  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("status", status.wire())
        .put("outcome", outcome == null ? null : outcome.wire())
        .put("error_code", errorCode == null ? null : errorCode.wire())
        .put("error_message", errorMessage)
        .put("assumed_at", assumedAt == null ? null : Json.text(assumedAt));
  }

  static Standing of(JsonNode json) {
    return new Standing(
        CallStatus.of(json.path("status").stringValue()),
        value(json, "outcome", Outcome::of),
        value(json, "error_code", ErrorCode::of),
        value(json, "error_message", text -> text),
        value(json, "assumed_at", Instant::parse));
  }

  private static <T> @Nullable T value(JsonNode json, String name, Function<String, T> reading) {
    var text = json.path(name).stringValue(null);
    return text == null ? null : reading.apply(text);
  }

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
