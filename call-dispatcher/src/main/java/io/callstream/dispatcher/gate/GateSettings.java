package io.callstream.dispatcher.gate;

import io.callstream.dispatcher.rules.Pace;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.UUID;

/**
 * How the gate and its senders are set (CONTRACT.md, "Environment of every jar").
 *
 * @param installation sent in each call's metadata
 * @param sender this process
 * @param perSecond {@code DIAL_PER_SECOND}, over all instances
 * @param unanswered {@code DIAL_UNANSWERED}, over all instances
 * @param writeLimit {@code DIAL_WRITE_LIMIT}
 * @param lease {@code DIAL_LEASE}
 * @param lengthMax {@code CALL_LENGTH_MAX}: what a call that goes on may use up of a budget
 * @param rampOver how long the rate takes to be whole again after the line had to rest
 */
public record GateSettings(
    String installation,
    UUID sender,
    BigDecimal perSecond,
    int unanswered,
    Duration writeLimit,
    Duration lease,
    Duration lengthMax,
    Duration rampOver) {

  private static final BigDecimal LANE_PER_SECOND = BigDecimal.valueOf(4);
  private static final int LANES_MAX = 10;

  /** The line's whole rate. */
  public Pace pace() {
    return Pace.of(perSecond);
  }

  /** How many calls may pass the gate at once when all is well. */
  int atOnce() {
    return Math.min(pace().atOnce(), unanswered);
  }

  /**
   * How many lanes open connections side by side, so that a slow handshake does not slow the rate.
   */
  public int lanes() {
    int needed = perSecond.divide(LANE_PER_SECOND, RoundingMode.UP).intValue() + 1;
    return Math.min(Math.min(needed, unanswered), LANES_MAX);
  }
}
