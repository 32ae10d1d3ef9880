package io.callstream.bench.projector;

import io.callstream.bench.Check;
import io.callstream.bench.Figure;
import java.util.ArrayList;
import java.util.List;

/** What is wanted of the medians of one size of webhook. */
record Wanted(List<Figure> medians) {

  private static final double CPU_MICROS = 60;

  /** The ratios, and the processor time where it has a limit. */
  List<Check> checks(boolean small) {
    var group = medians.getFirst().group();
    var checks = new ArrayList<Check>();
    checks.add(
        Check.atLeast(
            "of the raw limit (b), " + group,
            ratio(ProjectorBench.DISTINCT, ProjectorBench.UNNESTED),
            0.6));
    checks.add(
        Check.atLeast(
            "times the plain way (a), " + group,
            ratio(ProjectorBench.DISTINCT, ProjectorBench.AUTOCOMMIT),
            2));
    checks.add(
        Check.atLeast(
            "times the plain way with all that is written (a'), " + group,
            ratio(ProjectorBench.DISTINCT, ProjectorBench.ONE_BY_ONE),
            2));
    checks.add(
        Check.atLeast(
            "times Debezium's JDBC sink (c), " + group,
            ratio(ProjectorBench.DISTINCT, ProjectorBench.SINK),
            2));
    checks.add(
        Check.atLeast(
            "times the same events apart, " + group,
            ratio(ProjectorBench.FOLDED, ProjectorBench.UNFOLDED),
            1.5));
    checks.add(
        Check.atLeast(
            "of the clean rate with 1 % that cannot be read, " + group,
            ratio(ProjectorBench.POISONED, ProjectorBench.DISTINCT),
            0.95));
    var cpu = of(ProjectorBench.DISTINCT).cpuMicros();
    if (small && cpu != null) {
      checks.add(Check.atMost("µs of CPU for a webhook, " + group, cpu, CPU_MICROS));
    }
    return checks;
  }

  private double ratio(String one, String other) {
    return of(one).perSecond() / of(other).perSecond();
  }

  private Figure of(String who) {
    return medians.stream().filter(f -> f.who().equals(who)).findFirst().orElseThrow();
  }
}
