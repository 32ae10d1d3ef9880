package io.callstream.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.chaos.cluster.Topology;
import io.callstream.chaos.crash.CrashPoint;
import io.callstream.chaos.proxy.LinkMode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final Topology TOPOLOGY = new Topology(2, 3, 2, 3);

  private static Schedule of(long seed, String faults) {
    return Schedule.of(seed, new FaultMix(faults), Duration.ofMinutes(2), TOPOLOGY);
  }

  @Test
  void theSeedDecidesEverything() {
    assertThat(of(7, "100")).isEqualTo(of(7, "100"));
    assertThat(of(7, "100")).isNotEqualTo(of(8, "100"));
  }

  @Test
  void aNumberIsSoManyOfAllKindsInTheOrderOfTheirTimes() {
    Schedule schedule = of(1, "500");

    assertThat(schedule.strikes())
        .hasSize(500)
        .isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
    assertThat(schedule.strikes().stream().map(timed -> timed.strike().getClass()).distinct())
        .hasSize(9);
  }

  @Test
  void namedFaultsAreThoseAndNoOthers() {
    Schedule schedule = of(1, "kill=5,lost-answer=2");

    assertThat(schedule.strikes()).hasSize(7);
    assertThat(schedule.strikes().stream().filter(t -> t.strike() instanceof Strike.Kill))
        .hasSize(5);
    assertThat(schedule.strikes().stream().filter(t -> t.strike() instanceof Strike.LoseAnswers))
        .allSatisfy(timed -> assertThat(timed.strike().target()).isEqualTo(Topology.DIALS));
  }

  @Test
  void everyPointBetweenGateAndRecordIsDealtBeforeAnyOtherAndNoneTwice() {
    List<CrashPoint> dealt =
        of(1, "crash=14").strikes().stream()
            .map(timed -> ((Strike.Crash) timed.strike()).point())
            .toList();

    assertThat(dealt).containsExactlyInAnyOrder(CrashPoint.values());
    assertThat(of(1, "crash=6").strikes())
        .allMatch(timed -> timed.strike().target().equals("dispatcher"));
  }

  @Test
  void whatIsNoFaultIsRefused() {
    assertThatThrownBy(() -> new FaultMix("flood=3")).hasMessageContaining("flood");
    assertThatThrownBy(() -> new FaultMix("many")).hasMessageContaining("kind=number");
  }

  @Test
  void onlyWhatStrikesADispatcherOrItsLinkHoldsACreateBack() {
    Duration second = Duration.ofSeconds(1);
    LinkMode hang = new LinkMode.Hang();

    assertThat(held(new Strike.Kill("dispatcher-1"), new Strike.Pause("gateway-1", second)))
        .isZero();
    assertThat(held(new Strike.Hurt(Topology.WEBHOOKS, hang, second))).isZero();
    assertThat(
            held(
                new Strike.Pause("dispatcher-1", second),
                new Strike.Pause("dispatcher-2", second.multipliedBy(3)),
                new Strike.Hurt(Topology.DIALS, hang, second)))
        .isEqualTo(second.multipliedBy(4));
  }

  private static Duration held(Strike... strikes) {
    return new Schedule(
            Stream.of(strikes).map(one -> new Schedule.Timed(Duration.ZERO, one)).toList())
        .holdsCreates();
  }
}
