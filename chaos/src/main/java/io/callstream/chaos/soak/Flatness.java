package io.callstream.chaos.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whether what was watched has grown: the second third of the load's time beside the last. */
final class Flatness {

  private static final int PARTS = 3;

  /** Of each third. */
  private static final int SAMPLES_MIN = 3;

  private final List<Sample> samples;

  /**
   * @param samples in the order of their times; the first third is for getting warm
   * @param load its length: who rests after it would hide what has grown
   */
  Flatness(List<Sample> samples, Duration load) {
    this.samples = samples.stream().filter(sample -> sample.at().compareTo(load) <= 0).toList();
  }

  private List<Sample> third(int n) {
    int size = samples.size();
    return samples.subList(n * size / PARTS, (n + 1) * size / PARTS);
  }

  /** A line for each gauge, and one where too little was seen. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Gauge gauge : Gauge.values()) {
      double early = gauge.of(third(1));
      double late = gauge.of(third(2));
      lines.add(
          "  %-4s %s: %s %,.0f in the second third of the load, %,.0f in the last"
              .formatted(
                  gauge.flat(early, late) ? "ok" : "FAIL",
                  gauge.word(),
                  gauge.ofWord(),
                  early,
                  late));
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
            .allMatch(gauge -> gauge.flat(gauge.of(third(1)), gauge.of(third(2))));
  }
}
