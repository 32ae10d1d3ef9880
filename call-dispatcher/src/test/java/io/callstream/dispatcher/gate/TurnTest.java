package io.callstream.dispatcher.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TurnTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration STEP = Duration.ofMillis(4);

  private long looks;
  private final Turn turn = new Turn(() -> looks++ * STEP.toNanos());

  @Test
  void whoeverComesNextWaitsForTheRatesMoment() {
    goes(Duration.ofMillis(15));
    long before = looks;

    turn.take(() -> true, _ -> false);

    assertThat((looks - before) * STEP.toMillis()).isGreaterThanOrEqualTo(15);
  }

  @Test
  void aMomentThatIsFarOffOrPastIsNotWaitedFor() {
    for (var until :
        new Duration[] {Duration.ofMillis(51), Duration.ofDays(1), Duration.ofDays(-1)}) {
      goes(until);
      long before = looks;

      turn.take(() -> true, _ -> false);

      assertThat(looks).as("%s", until).isEqualTo(before);
    }
  }

  @Test
  void aMomentIsWaitedForOnce() {
    goes(Duration.ofMillis(15));
    turn.take(() -> true, _ -> false);
    long before = looks;

    turn.take(() -> true, _ -> false);

    assertThat(looks).isEqualTo(before);
  }

  @Test
  void whomAnotherProcessWasQuickerThanComesAgainAtTheNextMoment() {
    int[] tries = {0};
    long before = looks;

    boolean away =
        turn.take(
            () -> {
              turn.read(NOW);
              turn.notBefore(NOW.plusMillis(15));
              return ++tries[0] < 3;
            },
            turnedAway -> turnedAway);

    assertThat(away).isFalse();
    assertThat(tries[0]).isEqualTo(3);
    assertThat((looks - before) * STEP.toMillis())
        .as("10 ms after the moments, twice")
        .isGreaterThanOrEqualTo(50);
  }

  @Test
  void anotherLeadsWhenItWasQuickerThreeTimesRunningUntilOneOfOursGoes() {
    var leads = new ArrayList<Boolean>();
    for (int i = 0; i < 4; i++) {
      leads.add(turn.othersLead());
      comesEarly(NOW.plusSeconds(i));
    }
    assertThat(leads).containsExactly(false, false, false, true);

    goes(Duration.ZERO);

    assertThat(turn.othersLead()).isFalse();
  }

  /** At a slow rate all lanes of a process come, and all but one too early. */
  @Test
  void nobodyElseLeadsWhereLanesOfOneProcessWaitForOneMoment() {
    for (int i = 0; i < 4; i++) {
      goes(Duration.ofMillis(100));
      for (int lane = 0; lane < 4; lane++) {
        comesEarly(NOW.plusMillis(100));
      }
    }

    assertThat(turn.othersLead()).isFalse();
  }

  private void comesEarly(Instant moment) {
    turn.take(
        () -> {
          turn.read(NOW);
          turn.notBefore(moment);
          return true;
        },
        _ -> false);
  }

  @Test
  void whoIsNeverTheFirstLeavesTheTurnToAnother() {
    int[] tries = {0};

    boolean away =
        turn.take(
            () -> {
              turn.read(NOW);
              turn.next(NOW.plusMillis(15));
              return ++tries[0] > 0;
            },
            turnedAway -> turnedAway);

    assertThat(away).isTrue();
    assertThat(tries[0]).isEqualTo(15);
  }

  /** Nobody knows when it would be let in. */
  @Test
  void whoIsTurnedAwayByAnythingElseLeavesAtOnce() {
    int[] tries = {0};

    turn.take(() -> ++tries[0], _ -> true);

    assertThat(tries[0]).isEqualTo(1);
  }

  @Test
  void onlyOneIsAtTheGate() throws InterruptedException {
    var threads = new ArrayList<Thread>();
    int[] there = {0, 0};
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() ->
                  turn.take(
                      () -> {
                        there[1] = Math.max(there[1], ++there[0]);
                        LockSupport.parkNanos(100_000);
                        return --there[0];
                      },
                      _ -> false)));
    }
    for (var thread : threads) {
      thread.join();
    }

    assertThat(there).containsExactly(0, 1);
  }

  private void goes(Duration until) {
    turn.take(
        () -> {
          turn.read(NOW);
          turn.next(NOW.plus(until));
          return true;
        },
        _ -> false);
  }
}
