package io.callstream.chaos.load;

import java.time.Duration;
import java.util.Arrays;

/** How long answers took, to the microsecond, and how many tries had none; thread-safe. */
public final class Latencies {

  private int[] micros = new int[1024];
  private int count;
  private int none;
  private long longestNone;

  synchronized void add(long nanos) {
    if (count == micros.length) {
      micros = Arrays.copyOf(micros, count * 2);
    }
    micros[count++] = (int) Math.min(Integer.MAX_VALUE, nanos / 1_000);
  }

  /** After so long there was still no answer, and none was waited for any more. */
  synchronized void addNone(long nanos) {
    none++;
    longestNone = Math.max(longestNone, nanos);
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

  private synchronized String none() {
    return none == 0
        ? ""
        : "; %,d tries had none, the longest for %.1f s"
            .formatted(none, Duration.ofNanos(longestNone).toMillis() / 1000.0);
  }

  @Override
  public String toString() {
    return "p50 %d ms, p99 %d ms, max %d ms%s"
        .formatted(
            quantile(0.5).toMillis(), quantile(0.99).toMillis(), quantile(1.0).toMillis(), none());
  }
}
