package io.callstream.sandbox.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How fast pretended life goes.
 *
 * @param speed divides every time of a call; above 0
 * @param random makes rings and talks up to a quarter longer or shorter
 */
public record Pace(double speed, RandomGenerator random) {

  private static final double SPREAD = 0.25;

  /** Exactly that long, at this speed. */
  public Duration exactly(Duration time) {
    return Duration.ofNanos(Math.round(time.toNanos() / speed));
  }

  /** About that long, at this speed. */
  public Duration about(Duration time) {
    return Duration.ofNanos(
        Math.round(time.toNanos() / speed * random.nextDouble(1 - SPREAD, 1 + SPREAD)));
  }
}
