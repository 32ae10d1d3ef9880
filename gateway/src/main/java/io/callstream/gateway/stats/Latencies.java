package io.callstream.gateway.stats;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Percentiles from counts by bucket: exact to the width of a bucket, some 6 % either way. A bucket
 * is a twentieth of a power of ten, as the projector keeps it ({@code calls.rollups}).
 */
record Latencies(@Nullable Long p50, @Nullable Long p95, @Nullable Long p99) {

  private static final double BUCKETS_A_DECADE = 20;
  private static final double MIDDLE = 0.5;

  /** Of how many calls there are in each bucket. */
  static Latencies of(Map<Integer, Long> counts) {
    var sorted = new TreeMap<>(counts);
    return new Latencies(at(sorted, 0.50), at(sorted, 0.95), at(sorted, 0.99));
  }

  private static @Nullable Long at(SortedMap<Integer, Long> counts, double share) {
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    long below = 0;
    for (var bucket : counts.entrySet()) {
      below += bucket.getValue();
      if (all > 0 && below >= Math.ceil(all * share)) {
        return Math.round(Math.pow(10, (bucket.getKey() + MIDDLE) / BUCKETS_A_DECADE));
      }
    }
    return null;
  }
}
