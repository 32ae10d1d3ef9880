package io.callstream.sandbox.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.sandbox.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A day that takes a minute is the same day. */
class WorldTimeTest {

  private final ManualTime real = new ManualTime();
  private final WorldTime world = new WorldTime(real, real);
  private final Instant start = real.instant();
  private final List<String> done = new ArrayList<>();

  @Test
  void isRealTimeUntilToldOtherwise() {
    note("a", Duration.ofSeconds(2));

    real.advance(Duration.ofMillis(1_999));
    assertThat(done).isEmpty();
    real.advance(Duration.ofMillis(1));
    assertThat(done).containsExactly("a at 2 s");
    assertThat(world.instant()).isEqualTo(real.instant());
  }

  @Test
  void aDayPassesInAMinuteEachStepAtItsOwnTime() {
    world.runAt(1_440);
    note("evening", Duration.ofHours(20));
    note("morning", Duration.ofHours(8));

    real.advance(Duration.ofMinutes(1));

    assertThat(done).containsExactly("morning at 28800 s", "evening at 72000 s");
    assertThat(Duration.between(start, world.instant())).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void whatAStepAsksForIsReckonedFromItsOwnTime() {
    world.after(Duration.ofSeconds(10), () -> note("its own", Duration.ofSeconds(5)));
    note("a later one", Duration.ofSeconds(20));

    world.advance(Duration.ofHours(1));

    assertThat(done).containsExactly("its own at 15 s", "a later one at 20 s");
    assertThat(Duration.between(start, world.instant())).isEqualTo(Duration.ofHours(1));
    assertThat(real.instant()).isEqualTo(start);
  }

  @Test
  void standsStillAtZeroAndGoesOn() {
    note("a", Duration.ofSeconds(2));
    world.runAt(0);

    real.advance(Duration.ofHours(1));
    assertThat(done).isEmpty();
    assertThat(world.instant()).isEqualTo(start);
    assertThat(world.waiting()).isEqualTo(1);

    world.runAt(2);
    real.advance(Duration.ofSeconds(1));
    assertThat(done).containsExactly("a at 2 s");
  }

  @Test
  void aStepThatWaitsIsDoneEarlierWhenTimeBeginsToRun() {
    note("a", Duration.ofHours(1));
    world.runAt(3_600);

    real.advance(Duration.ofSeconds(1));

    assertThat(done).containsExactly("a at 3600 s");
  }

  @Test
  void asksToBeWokenOnceAStepAtMost() {
    var asked = new AtomicInteger();
    var counted =
        new WorldTime(
            real,
            new Timeline() {
              @Override
              public void after(Duration delay, Runnable step) {
                asked.incrementAndGet();
                real.after(delay, step);
              }

              @Override
              public void close() {}
            });
    var steps = new AtomicInteger();
    for (int seconds = 20; seconds > 0; seconds--) {
      counted.after(Duration.ofSeconds(seconds), steps::incrementAndGet);
    }

    real.advance(Duration.ofSeconds(20));

    assertThat(steps).hasValue(20);
    assertThat(asked).hasValueLessThanOrEqualTo(40);
  }

  @Test
  void closedItDoesNothingMore() {
    note("a", Duration.ofSeconds(1));
    world.close();

    world.advance(Duration.ofSeconds(2));

    assertThat(done).isEmpty();
  }

  private void note(String name, Duration after) {
    world.after(
        after,
        () ->
            done.add(name + " at " + Duration.between(start, world.instant()).toSeconds() + " s"));
  }
}
