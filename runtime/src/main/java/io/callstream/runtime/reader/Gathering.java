package io.callstream.runtime.reader;

import java.time.Duration;

/**
 * How long a reader rests after a batch. A small batch costs hardly less than a full one: the next
 * gathers meanwhile, and the busier everything is, the longer batches take and the more gather.
 */
final class Gathering {

  private static final Duration BETWEEN_BEGINNINGS = Duration.ofMillis(10);
  private static final Duration REST_MAX = Duration.ofMillis(50);

  private Gathering() {}

  /**
   * As long as the batch took, at most 50 ms, and until 10 ms after the batch began at least; none
   * when there is more to read already.
   */
  static Duration after(Duration took, boolean behind) {
    if (behind) {
      return Duration.ZERO;
    }
    var least = BETWEEN_BEGINNINGS.minus(took);
    var rest = took.compareTo(REST_MAX) < 0 ? took : REST_MAX;
    return rest.compareTo(least) > 0 ? rest : least;
  }
}
