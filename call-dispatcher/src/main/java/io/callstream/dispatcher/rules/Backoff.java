package io.callstream.dispatcher.rules;

import java.time.Duration;

/**
 * Waits that double.
 *
 * @param first the wait after no earlier try
 * @param longest no wait is longer
 */
public record Backoff(Duration first, Duration longest) {

  private static final int DOUBLINGS_MAX = 30;

  /**
   * The wait after so many tries before.
   *
   * @param before 0 or more
   */
  public Duration after(int before) {
    var wait = first.multipliedBy(1L << Math.min(before, DOUBLINGS_MAX));
    return wait.compareTo(longest) < 0 ? wait : longest;
  }
}
