package io.callstream.chaos.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.chaos.cluster.Topology;
import io.callstream.chaos.nemesis.Schedule;
import io.callstream.chaos.nemesis.Strike;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SoakCommandTest {

  private static Schedule schedule(int faults) {
    return Schedule.of(
        1, SoakCommand.faults(faults), Duration.ofHours(1), new Topology(1, 2, 1, 1));
  }

  /** A process that is started again has a small heap, however much the one before it had grown. */
  @Test
  void nothingThatIsJudgedIsStartedAgain() {
    assertThat(schedule(12).strikes())
        .hasSize(12)
        .allMatch(timed ->
            timed.strike() instanceof Strike.Hurt
                || timed.strike() instanceof Strike.Pause
                || timed.strike() instanceof Strike.LoseAnswers);
    assertThat(schedule(1).strikes()).hasSize(1);
    assertThat(schedule(0).strikes()).isEmpty();
  }

  @Test
  void theCommandThatRunsItAgainIsASoak() {
    SoakCommand soak = new SoakCommand();
    new CommandLine(soak).parseArgs("--minutes", "20", "--seed", "7");

    assertThat(soak.plan().command()).isEqualTo("./callstream soak --minutes 20.0 --seed 7");
  }
}
