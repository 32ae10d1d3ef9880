package io.callstream.bench.gateway;

import io.callstream.bench.Check;
import io.callstream.bench.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What is wanted of the medians of one load. */
record Wanted(List<Figure> medians) {

  /** Beside the plain route and the ceiling with small webhooks, beside Kafka with large ones. */
  List<Check> checks(boolean small) {
    var group = medians.getFirst().group();
    var checks = new ArrayList<Check>();
    if (!small) {
      checks.add(
          Check.atLeast("of Kafka's producer test, " + group, rate(ProducerTest.SAYS), 0.75));
      return checks;
    }
    checks.add(Check.atLeast("times the plain route, " + group, rate(GatewayBench.PLAIN), 3));
    checks.add(
        Check.atMost(
            "of the plain route's CPU, " + group,
            cpu(GatewayBench.GATEWAY) / cpu(GatewayBench.PLAIN),
            0.45));
    checks.add(Check.atLeast("of the bare ceiling, " + group, rate(GatewayBench.BARE), 0.7));
    return checks;
  }

  private double rate(String other) {
    return of(GatewayBench.GATEWAY).perSecond() / of(other).perSecond();
  }

  private double cpu(String who) {
    return Objects.requireNonNull(of(who).cpuMicros());
  }

  private Figure of(String who) {
    return medians.stream().filter(f -> f.who().equals(who)).findFirst().orElseThrow();
  }
}
