package io.callstream.bench;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one peer did.
 *
 * @param group what was the same for all its peers
 * @param who the peer, and what it did
 * @param perSecond items
 * @param cpuMicros processor time of the measured process for each item; null where nobody else's
 *     was told apart
 * @param millis how long an item took; null where that was not measured
 */
public record Figure(
    String group,
    String who,
    double perSecond,
    @Nullable Double cpuMicros,
    @Nullable Quantiles millis) {

  /** In milliseconds. */
  public record Quantiles(double p50, double p95, double p99) {

    /** Of values in milliseconds, in any order; there is at least one. */
    public static Quantiles of(double[] values) {
      var sorted = values.clone();
      Arrays.sort(sorted);
      return new Quantiles(at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99));
    }

    private static double at(double[] sorted, double share) {
      return Math.round(sorted[(int) (share * (sorted.length - 1))] * 10) / 10.0;
    }
  }

  /** Each figure's own median over the repetitions of a peer. */
  public static Figure median(List<Figure> repetitions) {
    var first = repetitions.getFirst();
    return new Figure(
        first.group(),
        first.who(),
        median(repetitions, Figure::perSecond),
        first.cpuMicros() == null ? null : median(repetitions, Figure::cpu),
        medianMillis(repetitions.stream().flatMap(f -> Stream.ofNullable(f.millis())).toList()));
  }

  private static @Nullable Quantiles medianMillis(List<Quantiles> repetitions) {
    return repetitions.isEmpty()
        ? null
        : new Quantiles(
            median(repetitions, Quantiles::p50),
            median(repetitions, Quantiles::p95),
            median(repetitions, Quantiles::p99));
  }

  private static <T> double median(List<T> repetitions, ToDoubleFunction<T> figure) {
    var sorted =
        repetitions.stream().map(figure::applyAsDouble).sorted(Comparator.naturalOrder()).toList();
    return sorted.get(sorted.size() / 2);
  }

  private double cpu() {
    return cpuMicros == null ? 0 : cpuMicros;
  }

  /** A line of the table. */
  public String line() {
    return "  %-46s %,9.0f %8s %9s %9s %9s"
        .formatted(
            who,
            perSecond,
            cpuMicros == null ? "" : "%.1f".formatted(cpuMicros),
            millis == null ? "" : "%.1f".formatted(millis.p50()),
            millis == null ? "" : "%.1f".formatted(millis.p95()),
            millis == null ? "" : "%.1f".formatted(millis.p99()));
  }

  static String heading(String group) {
    return "%-48s %9s %8s %9s %9s %9s"
        .formatted(group, "/s", "CPU µs", "p50 ms", "p95 ms", "p99 ms");
  }
}
