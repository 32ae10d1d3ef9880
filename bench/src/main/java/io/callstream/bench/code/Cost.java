package io.callstream.bench.code;

import io.callstream.bench.Figure;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;

/**
 * What a step costs one peer.
 *
 * @param group what was the same for all its peers
 * @param who the peer, and what it did
 * @param nanos mean time
 * @param error by so much the mean may lie off, in 999 of 1,000 cases; null when it was measured
 *     too seldom to tell
 * @param bytes allocated
 */
record Cost(String group, String who, double nanos, @Nullable Double error, double bytes) {

  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final double NANOS_PER_SECOND = 1e9;

  /** Of all iterations of all rounds; there is at least one. */
  static Cost of(String group, String who, List<RunResult> rounds) {
    var all =
        new RunResult(
            rounds.getFirst().getParams(),
            rounds.stream().flatMap(round -> round.getBenchmarkResults().stream()).toList());
    var time = all.getPrimaryResult();
    double error = time.getScoreError();
    return new Cost(
        group,
        who,
        rounded(time.getScore()),
        Double.isNaN(error) ? null : rounded(error),
        rounded(Objects.requireNonNull(all.getSecondaryResults().get(ALLOCATED)).getScore()));
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }

  /** The same as a rate. */
  Figure figure() {
    return new Figure(group, who, NANOS_PER_SECOND / nanos, null, null);
  }

  /** A line of the table. */
  String line() {
    return "  %-46s %,12.1f %12s %,12.0f"
        .formatted(who, nanos, error == null ? "" : "± %,.1f".formatted(error), bytes);
  }

  static String heading(String group) {
    return "%-48s %12s %12s %12s".formatted(group, "ns", "", "bytes");
  }
}
