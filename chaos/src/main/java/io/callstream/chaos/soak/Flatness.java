package io.callstream.chaos.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whether what was watched has grown: the lowest of the second third beside that of the last. */
final class Flatness {

  private static final int PARTS = 3;

  /** Of each third. */
  private static final int SAMPLES_MIN = 3;

  private final List<Sample> samples;

  /**
   * @param samples in the order of their times; the first third is for getting warm
   */
  Flatness(List<Sample> samples) {
    this.samples = List.copyOf(samples);
  }

  private List<Sample> third(int n) {
    int size = samples.size();
    return samples.subList(n * size / PARTS, (n + 1) * size / PARTS);
  }

  private static double lowest(List<Sample> samples, Gauge gauge) {
    return samples.stream().mapToDouble(sample -> sample.value(gauge)).min().orElse(0);
  }

  /** A line for each gauge, and one where too little was seen. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Gauge gauge : Gauge.values()) {
      double early = lowest(third(1), gauge);
      double late = lowest(third(2), gauge);
      lines.add(
          "  %-4s %s: lowest %,.0f in the second third, %,.0f in the last"
              .formatted(gauge.flat(early, late) ? "ok" : "FAIL", gauge.word(), early, late));
    }
    if (!enough()) {
      lines.add("  FAIL %d samples say nothing".formatted(samples.size()));
    }
    return lines;
  }

  private boolean enough() {
    return samples.size() >= PARTS * SAMPLES_MIN;
  }

  boolean holds() {
    return enough()
        && Arrays.stream(Gauge.values())
            .allMatch(gauge -> gauge.flat(lowest(third(1), gauge), lowest(third(2), gauge)));
  }
}
