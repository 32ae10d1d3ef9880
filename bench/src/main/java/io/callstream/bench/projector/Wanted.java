package io.callstream.bench.projector;

import io.callstream.bench.Check;
import io.callstream.bench.Figure;
import java.util.ArrayList;
import java.util.List;

/** What is wanted of the medians of one size of webhook. */
record Wanted(List<Figure> medians) {

  private static final double CPU_MICROS = 60;
  private static final double TIMES_AT_MOST = 10.5;

  /** The ratios, and the processor time where it has a limit. */
  List<Check> checks(boolean small) {
    var distinct = ProjectorBench.DISTINCT;
    var checks = new ArrayList<Check>();
    checks.add(atLeast("of the raw limit (b)", distinct, ProjectorBench.UNNESTED, 0.6));
    checks.add(atLeast("times the plain way (a)", distinct, ProjectorBench.AUTOCOMMIT, 2));
    checks.add(
        atLeast(
            "times the plain way with all that is written (a')",
            distinct,
            ProjectorBench.ONE_BY_ONE,
            2));
    checks.add(atLeast("times Debezium's JDBC sink (c)", distinct, ProjectorBench.SINK, 2));
    checks.add(
        Check.atMost(
            named("times the time for ten times the webhooks"),
            ProjectorBench.TENTH * ratio(ProjectorBench.FEWER, distinct),
            TIMES_AT_MOST));
    checks.add(
        atLeast(
            "times the same events apart", ProjectorBench.FOLDED, ProjectorBench.UNFOLDED, 1.5));
    checks.add(
        atLeast(
            "of the clean rate with 1 % that cannot be read",
            ProjectorBench.POISONED, distinct, 0.95));
    var cpu = of(distinct).cpuMicros();
    if (small && cpu != null) {
      checks.add(Check.atMost(named("µs of CPU for a webhook"), cpu, CPU_MICROS));
    }
    return checks;
  }

  private Check atLeast(String what, String one, String other, double limit) {
    return Check.atLeast(named(what), ratio(one, other), limit);
  }

  private String named(String what) {
    return what + ", " + medians.getFirst().group();
  }

  private double ratio(String one, String other) {
    return of(one).perSecond() / of(other).perSecond();
  }

  private Figure of(String who) {
    return medians.stream().filter(f -> f.who().equals(who)).findFirst().orElseThrow();
  }
}
