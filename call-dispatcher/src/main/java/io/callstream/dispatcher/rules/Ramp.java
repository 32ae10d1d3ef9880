package io.callstream.dispatcher.rules;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rate after provider trouble: a tenth at first, then more from moment to moment, so that what
 * has piled up does not fall on a provider that has just come back.
 */
public final class Ramp {

  /** The rate begins with one part in so many. */
  public static final int FIRST = 10;

  private Ramp() {}

  /**
   * What is left between two dials.
   *
   * @param between at the whole rate
   * @param from when the provider answered again; null when there was no trouble
   * @param over how long it takes to come back to the whole rate; above 0
   */
  public static Duration between(
      Duration between, @Nullable Instant from, Duration over, Instant now) {
    if (from == null || !now.isBefore(from.plus(over))) {
      return between;
    }
    double way = Math.max(0, (double) Duration.between(from, now).toNanos() / over.toNanos());
    double share = 1.0 / FIRST + (1 - 1.0 / FIRST) * way;
    return Duration.ofNanos((long) (between.toNanos() / share));
  }
}
