package io.callstream.sandbox.call;

import java.time.Duration;

/** How a call goes that is not stopped. Times are at speed 1. */
enum Story {
  TALK(4, 20, "ended", "user_hangup"),
  VOICEMAIL(20, 15, "ended", "voicemail_reached"),
  BROKEN(4, 8, "error", "error_llm_websocket_lost_connection"),
  NO_ANSWER(30, "dial_no_answer"),
  BUSY(3, "dial_busy"),
  DECLINED(6, "user_declined"),
  INVALID_DESTINATION(1, "invalid_destination"),
  DIAL_FAILED(2, "dial_failed"),
  /** As it goes when a browser joins. */
  WEB_CALL(0, 20, "ended", "user_hangup"),
  /** As it goes when somebody connects it. */
  REGISTERED_CALL(0, 20, "ended", "user_hangup");

  /** How long a registered call may wait to be connected, at any {@code SANDBOX_SPEED}. */
  static final Duration REGISTERED_WINDOW = Duration.ofMinutes(5);

  /** From the end to the analysis. */
  static final Duration ANALYSIS = Duration.ofSeconds(3);

  /** How late a late webhook is. */
  static final Duration LATENESS = Duration.ofMinutes(1);

  private final Duration ring;
  private final Duration talk;
  private final String endStatus;
  private final String reason;

  Story(int ring, int talk, String endStatus, String reason) {
    this.ring = Duration.ofSeconds(ring);
    this.talk = Duration.ofSeconds(talk);
    this.endStatus = endStatus;
    this.reason = reason;
  }

  Story(int ring, String reason) {
    this(ring, 0, "not_connected", reason);
  }

  /** Until it connects, or fails to. */
  Duration ring() {
    return ring;
  }

  /** From connecting to the end; zero when it never connects. */
  Duration talk() {
    return talk;
  }

  boolean connects() {
    return talk.isPositive();
  }

  /** Retell's {@code call_status} at the end. */
  String endStatus() {
    return endStatus;
  }

  /** Retell's {@code disconnection_reason}. */
  String reason() {
    return reason;
  }
}
