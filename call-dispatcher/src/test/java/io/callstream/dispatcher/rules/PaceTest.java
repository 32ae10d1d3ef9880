package io.callstream.dispatcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final long SEED = 20261122;

  @Test
  void asManyGoAtOnceAsTheRateHasIn10Milliseconds() {
    assertThat(Pace.of(BigDecimal.ONE).atOnce()).isEqualTo(1);
    assertThat(Pace.of(BigDecimal.valueOf(100)).atOnce()).isEqualTo(1);
    assertThat(Pace.of(BigDecimal.valueOf(200)).atOnce()).isEqualTo(2);
    assertThat(Pace.of(BigDecimal.valueOf(2_000)).atOnce()).isEqualTo(20);
    assertThat(Pace.of(BigDecimal.valueOf(100_000)).atOnce()).isEqualTo(50);
  }

  @Test
  void momentsAreALittleFurtherApartThanTheRateSays() {
    assertThat(Pace.of(BigDecimal.ONE).step()).isEqualTo(Duration.ofNanos(1_015_228_427));
    assertThat(Pace.of(new BigDecimal("0.5")).step()).isEqualTo(Duration.ofNanos(2_030_456_853));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "3", "7", "49", "50", "51", "101", "151", "499", "777", "1000"})
  void noSecondHasMoreThanTheRateHoweverLateTheGatesAre(BigDecimal perSecond) {
    var random = new Random(SEED);
    var dials = dials(perSecond, 20, () -> (long) (1e6 * random.nextInt(40) * random.nextInt(2)));
    for (int first = 0, last = 0; last < dials.size(); last++) {
      while (dials.get(last) - dials.get(first) >= 1_000_000_000L) {
        first++;
      }
      assertThat(last - first + 1).isLessThanOrEqualTo(perSecond.intValue());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "5", "20", "50"})
  void gatesThatAreLateByLessThan15MillisecondsCostTheRateNothing(BigDecimal perSecond) {
    var random = new Random(SEED);
    var dials = dials(perSecond, 60, () -> random.nextLong(15_000_000));
    assertThat(dials.size()).isGreaterThan((int) (0.98 * 60 * perSecond.intValue()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.1", "7", "49", "51", "101", "499", "501", "777", "1000", "10000"})
  void noMomentIsSetFurtherOffThanIsTakenForAClockThatWasAhead(BigDecimal perSecond) {
    var whole = Pace.of(perSecond);
    var over = Duration.ofSeconds(60);
    for (var since = Duration.ZERO; since.compareTo(over) <= 0; since = since.plusMillis(100)) {
      var pace = whole.ramped(NOW.minus(since), over, NOW);
      assertThat(pace.of(pace.atOnce())).isLessThanOrEqualTo(whole.furthest());
      assertThat(pace.earliest(NOW)).isBeforeOrEqualTo(NOW);
    }
  }

  /** When dials go with a full queue, in nanoseconds; each gate is late by what the second says. */
  private static List<Long> dials(BigDecimal perSecond, int seconds, LongSupplier late) {
    var pace = Pace.of(perSecond);
    var dials = new ArrayList<Long>();
    var next = NOW.minusSeconds(5);
    var end = NOW.plusSeconds(seconds);
    for (var now = NOW; now.isBefore(end); now = later(now, next).plusNanos(late.getAsLong())) {
      for (int i = 0; i < pace.atOnce(); i++) {
        dials.add(Duration.between(NOW, now).toNanos());
      }
      next = later(next, pace.earliest(now)).plus(pace.of(pace.atOnce()));
    }
    return dials;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
