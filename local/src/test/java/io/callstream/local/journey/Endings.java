package io.callstream.local.journey;

import java.util.Map;

/**
 * What CONTRACT.md ("Status, outcome, error code") says of the sandbox's endings, written down a
 * second time: a journey that asked the product's own table would agree with any mistake in it.
 */
record Endings(String status, String outcome) {

  private static final Map<String, Endings> BY_REASON =
      Map.of(
          "user_hangup", new Endings("completed", "answered"),
          "agent_hangup", new Endings("completed", "answered"),
          "voicemail_reached", new Endings("completed", "voicemail"),
          "dial_no_answer", new Endings("failed", "no_answer"),
          "dial_busy", new Endings("failed", "busy"),
          "user_declined", new Endings("failed", "declined"),
          "invalid_destination", new Endings("failed", "invalid"),
          "manual_stopped", new Endings("cancelled", "cancelled"));

  private static final Map<String, Endings> BY_ERROR_CODE =
      Map.of(
          "rejected", new Endings("failed", "failed"),
          "expired", new Endings("failed", "failed"),
          "undeliverable", new Endings("failed", "failed"),
          "abandoned", new Endings("failed", "unknown"),
          "lost", new Endings("failed", "unknown"));

  /** The ending of a call that Retell gave a reason for. */
  static Endings ofReason(String reason) {
    return BY_REASON.getOrDefault(reason, new Endings("failed", "failed"));
  }

  /** The ending that is ours. */
  static Endings ofErrorCode(String code) {
    Endings ending = BY_ERROR_CODE.get(code);
    if (ending == null) {
      throw new AssertionError("no such error code: " + code);
    }
    return ending;
  }
}
