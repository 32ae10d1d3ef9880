package io.callstream.chaos.load;

import java.time.Duration;
import java.util.Arrays;

/** How long answers took, to the microsecond; thread-safe. */
public final class Latencies {

  private int[] micros = new int[1024];
  private int count;

  synchronized void add(long nanos) {
    if (count == micros.length) {
      micros = Arrays.copyOf(micros, count * 2);
    }
    micros[count++] = (int) Math.min(Integer.MAX_VALUE, nanos / 1_000);
  }

  public synchronized int count() {
    return count;
  }

  /** The value that this share of all is not above; zero when there is none. */
  public synchronized Duration quantile(double share) {
    if (count == 0) {
      return Duration.ZERO;
    }
    int[] sorted = Arrays.copyOf(micros, count);
    Arrays.sort(sorted);
    return Duration.ofNanos(
        1_000L * sorted[(int) Math.min(count - 1, Math.max(0, Math.ceil(share * count) - 1))]);
  }

  @Override
  public String toString() {
    return "p50 %d ms, p99 %d ms, max %d ms"
        .formatted(quantile(0.5).toMillis(), quantile(0.99).toMillis(), quantile(1.0).toMillis());
  }
}
