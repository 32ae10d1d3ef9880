package io.callstream.dispatcher.rules;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rate as a row of moments, each for one dial. A dial that comes a little late does not push back
 * those after it, so that what a gate takes is not lost to the rate; the moments lie so much
 * further apart that no second has more dials than the rate says, wherever it begins: between the
 * first and the last of c + 1 dials are c steps, {@link #LATE} less at most, and that is more than
 * a second.
 *
 * @param step between two moments
 */
public record Pace(Duration step) {

  /** So late may a dial be without one of the rate's moments being lost. */
  private static final Duration LATE = Duration.ofMillis(15);

  /** So much of the rate is used: 1 / 0.985 is 1.0152. */
  private static final BigDecimal USED = new BigDecimal("0.985");

  /** So many moments may be waited for and used at once. */
  private static final Duration BURST = Duration.ofMillis(10);

  private static final int AT_ONCE_MAX = 50;
  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);

  /**
   * The whole rate.
   *
   * @param perSecond dials in any second at most; above 0
   */
  public static Pace of(BigDecimal perSecond) {
    var step = NANOS.divide(perSecond.multiply(USED), 0, RoundingMode.CEILING);
    return new Pace(Duration.ofNanos(step.longValueExact()));
  }

  /**
   * What is left of it after provider trouble.
   *
   * @param from when the provider answered again; null when there was no trouble
   * @param over how long it takes to come back to the whole rate; above 0
   */
  public Pace ramped(@Nullable Instant from, Duration over, Instant now) {
    return new Pace(Ramp.between(step, from, over, now));
  }

  /**
   * How many calls go at once, when the moment of the last of them has come: one, unless there are
   * more moments in 10 ms.
   */
  public int atOnce() {
    return (int) Math.min(AT_ONCE_MAX, 1 + BURST.dividedBy(step));
  }

  /** The moment from which those after a dial count, unless the rate's own next one is later. */
  public Instant earliest(Instant now) {
    return now.minus(LATE.minus(step.multipliedBy(atOnce() - 1L)));
  }

  /** What so many dials use up. */
  public Duration of(int dials) {
    return step.multipliedBy(dials);
  }

  /** How far off the next moment is at most, at the lowest the rate ever is. */
  public Duration furthest() {
    return step.multipliedBy(Ramp.FIRST).plus(BURST);
  }
}
