package io.callstream.dispatcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a campaign pauses itself, and how the rate comes back after trouble. */
class BadSignsTest {

  private static final Instant NOW = Instant.parse("2026-11-23T14:00:00Z");

  @Test
  void wantOfPaymentAndARefusedKeyPauseAtOnce() {
    assertThat(new BadSigns(true, null, 1, 0, 1, 1, 1).pause())
        .hasValueSatisfying(reason -> assertThat(reason).contains("no_valid_payment"));
    assertThat(new BadSigns(false, "401 no", 0, 0, 0, 0, 1).pause())
        .hasValueSatisfying(reason -> assertThat(reason).contains("401 no"));
    assertThat(signs(50, 0, null)).isFalse();
  }

  @Test
  void halfOfTheNewestCallsMayFailButNoMore() {
    assertThat(signs(50, 25, null)).isFalse();
    assertThat(signs(50, 26, null)).isTrue();
    assertThat(signs(19, 19, null)).as("too few to say").isFalse();
    assertThat(signs(20, 11, null)).isTrue();
  }

  @Test
  void moreDialsThanArePlannedForSoManyPeoplePauseIt() {
    assertThat(new BadSigns(false, null, 0, 0, 30, 10, 2).pause()).isEmpty();
    assertThat(new BadSigns(false, null, 0, 0, 31, 10, 2).pause()).isPresent();
    assertThat(new BadSigns(false, null, 0, 0, 19, 1, 1).pause()).as("too few to say").isEmpty();
  }

  @Test
  void theRateGrowsFromATenthToTheWhole() {
    assertThat(between(null)).isEqualTo(Duration.ofSeconds(1));
    assertThat(between(NOW)).isEqualTo(Duration.ofSeconds(10));
    assertThat(between(NOW.minusSeconds(150)))
        .isBetween(Duration.ofMillis(1_817), Duration.ofMillis(1_819));
    assertThat(between(NOW.minusSeconds(300))).isEqualTo(Duration.ofSeconds(1));
    assertThat(between(NOW.plusSeconds(60)))
        .as("a clock set back")
        .isEqualTo(Duration.ofSeconds(10));
  }

  private static Duration between(@Nullable Instant from) {
    return Ramp.between(Duration.ofSeconds(1), from, Duration.ofMinutes(5), NOW);
  }

  private static boolean signs(int ended, int failed, @Nullable String shut) {
    return new BadSigns(false, shut, ended, failed, 0, 0, 1).pause().isPresent();
  }
}
