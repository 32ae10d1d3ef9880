package io.callstream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.chaos.cluster.Cluster;
import io.callstream.chaos.cluster.Topology;
import io.callstream.chaos.nemesis.FaultMix;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A run small enough for every build. */
class ChaosIT {

  private static final Plan SMALL =
      new Plan(
          20261121,
          Duration.ofSeconds(25),
          Duration.ofMinutes(3),
          new FaultMix("kill=3,crash=3,pause=1,term=1,link=3,lost-answer=2,kafka=1,postgres=1"),
          60,
          600,
          new Topology(1, 2, 1, 1));

  @Test
  void everyPromiseHoldsThroughFaultsOfEveryKind() throws IOException {
    RunFolder folder = RunFolder.make(SMALL.seed());
    try (folder;
        Cluster cluster = new Cluster(SMALL.topology(), folder.path(), RunFolder.jars())) {
      cluster.start();
      try (ChaosRun run = new ChaosRun(SMALL, cluster, line -> System.out.println(line))) {
        Verdict verdict = run.run();
        System.out.println(verdict.page());
        assertThat(verdict.passed()).as(verdict.page()).isTrue();
      }
    }
  }
}
