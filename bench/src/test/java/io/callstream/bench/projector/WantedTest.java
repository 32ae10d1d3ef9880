package io.callstream.bench.projector;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.bench.Check;
import io.callstream.bench.Figure;
import java.util.List;
import org.junit.jupiter.api.Test;

class WantedTest {

  private static final String TEN_TIMES = "times the time for ten times the webhooks, group";

  @Test
  void tenTimesTheWebhooksMayTakeTenAndAHalfTimesTheTime() {
    assertThat(tenTimes(8_400)).extracting(Check::value, Check::met).containsExactly(10.5, true);
    assertThat(tenTimes(8_800)).extracting(Check::value, Check::met).containsExactly(11.0, false);
  }

  @Test
  void processorTimeHasALimitForSmallWebhooksAlone() {
    var wanted = new Wanted(medians(8_000));

    assertThat(wanted.checks(true)).hasSize(8);
    assertThat(wanted.checks(false)).hasSize(7).allMatch(Check::met);
  }

  private static Check tenTimes(double perSecond) {
    return new Wanted(medians(perSecond))
        .checks(false).stream()
            .filter(check -> check.what().equals(TEN_TIMES))
            .findFirst()
            .orElseThrow();
  }

  private static List<Figure> medians(double fewer) {
    return List.of(
        figure(ProjectorBench.DISTINCT, 8_000),
        figure(ProjectorBench.AUTOCOMMIT, 4_000),
        figure(ProjectorBench.ONE_BY_ONE, 2_000),
        figure(ProjectorBench.UNNESTED, 12_000),
        figure(ProjectorBench.SINK, 4_000),
        figure(ProjectorBench.FEWER, fewer),
        figure(ProjectorBench.POISONED, 8_000),
        figure(ProjectorBench.FOLDED, 15_000),
        figure(ProjectorBench.UNFOLDED, 7_000));
  }

  private static Figure figure(String who, double perSecond) {
    return new Figure("group", who, perSecond, 50.0, null);
  }
}
