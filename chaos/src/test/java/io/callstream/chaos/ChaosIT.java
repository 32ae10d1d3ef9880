package io.callstream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.chaos.cluster.Cluster;
import io.callstream.chaos.cluster.Topology;
import io.callstream.chaos.nemesis.FaultMix;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A run for every build: 20,000 webhooks sent some 60,000 times, 1,500 calls, a campaign of 500
 * people, two dispatchers; planned are eight kills of services, one of Kafka and one of PostgreSQL,
 * six deaths at the places between gate and record, and at least one fault of every other kind. On
 * a slow machine some of them find nobody at work.
 */
class ChaosIT {

  private static final Plan EVERY_BUILD =
      new Plan(
          9,
          Duration.ofSeconds(75),
          Duration.ofMinutes(8),
          new FaultMix(
              "crash=6,kill=8,pause=1,term=1,link=3,lost-answer=2,slot=1,kafka=1,postgres=1"),
          1_500,
          500,
          20_001,
          new Topology(1, 2, 1, 1));

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void everyPromiseHoldsThroughFaultsOfEveryKind() throws IOException {
    RunFolder folder = RunFolder.make("seed-" + EVERY_BUILD.seed());
    Consumer<String> told = System.out::println;
    try (folder;
        Cluster cluster = new Cluster(EVERY_BUILD.topology(), folder.path(), RunFolder.jars())) {
      cluster.start();
      try (ChaosRun run = new ChaosRun(EVERY_BUILD, EVERY_BUILD.schedule(), cluster, told)) {
        Verdict verdict =
            run.run(judged -> {
              if (!judged.passed()) {
                folder.keep();
              }
            });
        assertThat(verdict.passed()).as(verdict.page()).isTrue();
      }
    }
  }
}
