package io.callstream.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.bench.Check;
import io.callstream.bench.Figure;
import io.callstream.bench.Figure.Quantiles;
import java.util.List;
import org.junit.jupiter.api.Test;

class WantedTest {

  private static final String SAID =
      """
      Warmup first 10 records. Steady-state results will print after the complete test summary.
      24661 records sent, 4932.2 records/sec (94.07 MB/sec), 312.1 ms avg latency, 612.0 ms max latency.
      50000 records sent, 9000.500000 records/sec (175.79 MB/sec), 150.10 ms avg latency, 612.00 ms max latency, 140 ms 50th, 400 ms 95th, 500 ms 99th, 600 ms 99.9th.
      40000 steady state records sent, 10000.5 records/sec (195.31 MB/sec), 90.00 ms avg latency, 300.00 ms max latency, 80 ms 50th, 200 ms 95th, 250 ms 99th, 290 ms 99.9th.
      """;

  @Test
  void smallWebhooksAreMeasuredByThePlainRouteAndTheCeiling() {
    var checks = new Wanted(medians(3_000, 40, 4_000, 1_000, 100, 9_000)).checks(true);

    assertThat(checks).extracting(Check::value).containsExactly(3.0, 0.4, 0.75);
    assertThat(checks).allMatch(Check::met);
  }

  @Test
  void whatIsMissedIsSaid() {
    var checks = new Wanted(medians(2_000, 50, 4_000, 1_000, 100, 9_000)).checks(true);

    assertThat(checks).noneMatch(Check::met);
  }

  @Test
  void largeWebhooksAreMeasuredByKafkaAlone() {
    var checks = new Wanted(medians(3_000, 40, 4_000, 1_000, 100, 4_000)).checks(false);

    assertThat(checks).extracting(Check::value).containsExactly(0.75);
  }

  @Test
  void kafkasTestIsReadWithoutItsWarmUp() {
    assertThat(ProducerTest.read("group", SAID))
        .contains(
            new Figure("group", ProducerTest.SAYS, 10_000.5, null, new Quantiles(80, 200, 250)));
  }

  @Test
  void aTestThatFailedHasNoFigure() {
    assertThat(ProducerTest.read("group", "Exception in thread main")).isEmpty();
  }

  private static List<Figure> medians(
      double gateway, double cpu, double bare, double plain, double plainCpu, double kafka) {
    return List.of(
        new Figure("group", GatewayBench.GATEWAY, gateway, cpu, null),
        new Figure("group", GatewayBench.BARE, bare, 1.0, null),
        new Figure("group", GatewayBench.PLAIN, plain, plainCpu, null),
        new Figure("group", ProducerTest.SAYS, kafka, null, null));
  }
}
