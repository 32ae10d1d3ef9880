package io.callstream.bench;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How fast webhooks were written.
 *
 * @param how by whom, and what
 * @param bytes of a webhook, about
 * @param cpuMicros processor time of the projector's process for each webhook; 0 of others
 */
record Rate(String how, int bytes, int webhooks, double perSecond, double cpuMicros) {

  static Rate of(String how, int bytes, int webhooks, long nanos, double cpuMicros) {
    return new Rate(how, bytes, webhooks, webhooks * 1e9 / nanos, cpuMicros);
  }

  /** Each figure's own median. */
  static Rate median(List<Rate> repetitions) {
    var first = repetitions.getFirst();
    return new Rate(
        first.how(),
        first.bytes(),
        first.webhooks(),
        median(repetitions, Rate::perSecond),
        median(repetitions, Rate::cpuMicros));
  }

  private static double median(List<Rate> repetitions, ToDoubleFunction<Rate> figure) {
    var sorted =
        repetitions.stream().map(figure::applyAsDouble).sorted(Comparator.naturalOrder()).toList();
    return sorted.get(sorted.size() / 2);
  }

  String line() {
    return "%6d bytes  %-38s %,9.0f/s%s"
        .formatted(
            bytes, how, perSecond, cpuMicros == 0 ? "" : "   %5.1f µs CPU".formatted(cpuMicros));
  }
}
