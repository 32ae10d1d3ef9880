package io.callstream.local.demo;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the demo reads of a call in the gateway's answers. */
record CallRow(
    UUID callId,
    UUID requestId,
    Instant requestedAt,
    String status,
    @Nullable String outcome,
    @Nullable String reason,
    boolean placed,
    @Nullable String hold) {

  static CallRow of(JsonNode json) {
    return new CallRow(
        UUID.fromString(json.path("call_id").asString()),
        UUID.fromString(json.path("request_id").asString()),
        Instant.parse(json.path("requested_at").asString()),
        json.path("status").asString(),
        text(json.path("outcome")),
        Optional.ofNullable(text(json.path("disconnection_reason")))
            .orElse(text(json.path("error_code"))),
        json.path("retell_call_id").isString(),
        text(json.path("hold").path("code")));
  }

  boolean ended() {
    return switch (status) {
      case "completed", "failed", "cancelled" -> true;
      default -> false;
    };
  }

  boolean inProgress() {
    return status.equals("in_progress") || status.equals("ringing");
  }

  private static @Nullable String text(JsonNode value) {
    return value.isString() ? value.asString() : null;
  }
}
