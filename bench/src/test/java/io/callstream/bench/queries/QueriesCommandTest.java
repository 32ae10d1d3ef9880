package io.callstream.bench.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.bench.Check;
import io.callstream.bench.Figure;
import io.callstream.bench.Figure.Quantiles;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QueriesCommandTest {

  @Test
  void whatTheGatewayAnsweredIsComparedAndSqlIsNot() {
    var few = List.of(figure("the newest", 100.0, 2), figure("  by SQL", null, 1));
    var many = List.of(figure("the newest", 120.0, 3), figure("  by SQL", null, 90));

    var checks = QueriesCommand.checks(few, many);

    assertThat(checks).extracting(Check::value).containsExactly(1.5);
    assertThat(checks).allMatch(Check::met);
  }

  @Test
  void aPageThatGrowsWithTheTableIsMissed() {
    var checks =
        QueriesCommand.checks(
            List.of(figure("deep in", 100.0, 0)), List.of(figure("deep in", 100.0, 2)));

    assertThat(checks).noneMatch(Check::met);
  }

  private static Figure figure(String who, @Nullable Double cpu, double p95) {
    return new Figure("group", who, 100, cpu, new Quantiles(p95, p95, p95));
  }
}
