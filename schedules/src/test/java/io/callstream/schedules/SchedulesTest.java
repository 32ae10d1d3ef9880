package io.callstream.schedules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Scaled down; {@code callstream schedules} runs it whole. */
class SchedulesTest {

  private static final int STEPS = 8;

  static Stream<Scenario> scenarios() {
    return Scenario.all(1).stream().limit(4);
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void noOrderOfEventsBreaksAPromise(Scenario scenario) {
    var found = Reach.search(new Schedule(scenario, Rules.REAL));

    assertThat(found.broken()).as("%s", found.schedule()).isNull();
    assertThat(found.worlds()).isGreaterThan(10_000);
  }

  @ParameterizedTest
  @EnumSource(Mutant.class)
  void everyMutantIsCaught(Mutant mutant) {
    assertThat(SchedulesCommand.catching(mutant)).isPresent();
  }

  @Test
  void aMillionSchedulesAreEachRunByThemselves() {
    long run = 0;
    for (var scenario : Scenario.all(3)) {
      run += new Count(new Schedule(scenario, Rules.REAL)).run(STEPS);
    }
    assertThat(run).isGreaterThan(4_000_000);
  }

  /** The ground on which the others stand: an innocent run rings once and can be told in steps. */
  @Test
  void aCallThatGoesWellEndsWithNothingLeftToDo() {
    var schedule = new Schedule(Scenario.all(0).getFirst(), Rules.REAL);
    var world = schedule.begin();
    int steps = 0;
    for (var choices = schedule.choices(world); !choices.isEmpty(); steps++) {
      world = schedule.after(world, choices.getFirst());
      choices = schedule.choices(world);
    }
    assertThat(world.truth(0)).isEqualTo(Truth.OVER);
    assertThat(world.retellCallId(0)).isNotNull();
    assertThat(steps).isLessThan(20);
  }
}
