package io.callstream.bench;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One repetition of one peer.
 *
 * @param millis latencies at the 50th, 95th and 99th percentile
 * @param cpuMicros processor time of the server's process for each answer
 * @param residentMiB of the server's process at the end
 */
record Figures(
    String peer,
    double perSecond,
    Quantiles millis,
    double cpuMicros,
    long residentMiB,
    long refused) {

  /** In milliseconds. */
  record Quantiles(double p50, double p95, double p99) {}

  static Figures of(String peer, Load.Seen seen, double cpuMicros, long residentMiB) {
    return new Figures(
        peer,
        seen.perSecond(),
        new Quantiles(seen.quantile(0.5), seen.quantile(0.95), seen.quantile(0.99)),
        cpuMicros,
        residentMiB,
        seen.refused());
  }

  /** Each figure's own median over the repetitions of a peer. */
  static Figures median(List<Figures> repetitions) {
    return new Figures(
        repetitions.getFirst().peer(),
        median(repetitions, Figures::perSecond),
        new Quantiles(
            median(repetitions, one -> one.millis().p50()),
            median(repetitions, one -> one.millis().p95()),
            median(repetitions, one -> one.millis().p99())),
        median(repetitions, Figures::cpuMicros),
        Math.round(median(repetitions, Figures::residentMiB)),
        repetitions.stream().mapToLong(Figures::refused).sum());
  }

  private static double median(List<Figures> repetitions, ToDoubleFunction<Figures> figure) {
    List<Double> sorted =
        repetitions.stream().map(figure::applyAsDouble).sorted(Comparator.naturalOrder()).toList();
    return sorted.get(sorted.size() / 2);
  }

  String line() {
    return "%-34s %,9.0f/s   p50 %7.1f  p95 %7.1f  p99 %7.1f ms   %6.0f µs CPU   %4d MiB%s"
        .formatted(
            peer,
            perSecond,
            millis.p50(),
            millis.p95(),
            millis.p99(),
            cpuMicros,
            residentMiB,
            refused == 0 ? "" : "   %d refused".formatted(refused));
  }
}
