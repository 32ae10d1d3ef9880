package io.callstream.dispatcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AskScheduleTest {

  private static final Instant UNKNOWN_SINCE = Instant.parse("2026-01-01T10:00:00Z");
  private static final Duration ABANDON_AFTER = Duration.ofMinutes(15);

  @Test
  void questionsComeOftenAtFirstAndSeveralTimesBeforeAnUnknownDialIsGivenUp() {
    var waits = AskSchedule.whileUnknown(Duration.ofSeconds(5), ABANDON_AFTER);

    assertThat(waits.after(0)).isEqualTo(Duration.ofSeconds(5));
    assertThat(waits.after(3)).isEqualTo(Duration.ofSeconds(40));
    assertThat(waits.after(40)).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void anUnknownDialIsGivenUpOnlyAfterItsTimeAndThreeEmptyAnswers() {
    var due = UNKNOWN_SINCE.plus(ABANDON_AFTER);

    assertThat(AskSchedule.abandon(UNKNOWN_SINCE, 3, ABANDON_AFTER, due)).isTrue();
    assertThat(AskSchedule.abandon(UNKNOWN_SINCE, 2, ABANDON_AFTER, due)).isFalse();
    assertThat(AskSchedule.abandon(UNKNOWN_SINCE, 99, ABANDON_AFTER, due.minusMillis(1))).isFalse();
  }

  @Test
  void aPlacedDialIsLostAfterThreeAnswersThatDoNotKnowItOrBeyondTheLongestCall() {
    var longest = UNKNOWN_SINCE.plus(Duration.ofHours(2));

    assertThat(AskSchedule.lost(2, longest, longest.minusMillis(1))).isFalse();
    assertThat(AskSchedule.lost(3, longest, longest.minusMillis(1))).isTrue();
    assertThat(AskSchedule.lost(0, longest, longest)).isTrue();
  }
}
