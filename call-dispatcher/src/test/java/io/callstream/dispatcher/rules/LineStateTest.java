package io.callstream.dispatcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.HoldCode;
import io.callstream.dispatcher.rules.DialNews.Accepted;
import io.callstream.dispatcher.rules.DialNews.NotSent;
import io.callstream.dispatcher.rules.DialNews.Refused;
import io.callstream.dispatcher.rules.DialNews.Throttled;
import io.callstream.dispatcher.rules.DialNews.Unsure;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LineStateTest {

  private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
  private static final LineLimits LIMITS =
      LineLimits.resting(Duration.ofSeconds(10), Duration.ofMinutes(10));
  private static final DialNews UNSURE = new Unsure("cut");

  @Test
  void afterOneUnknownCreatesGoOneAtATimeUntilOneIsAnswered() {
    var line = LineState.CLEAR.after(UNSURE, NOW, LIMITS);

    assertThat(line.hold(0, NOW)).isEmpty();
    assertThat(line.hold(1, NOW)).hasValueSatisfying(this::isBackoff);
    assertThat(line.after(new Refused(422, "no"), NOW, LIMITS).hold(1, NOW)).isEmpty();
  }

  @Test
  void threeUnknownsInARowRestTheLineAndEachFurtherOneDoublesTheRest() {
    assertThat(after(2).hold(0, NOW)).isEmpty();
    assertThat(after(3).restUntil()).isEqualTo(NOW.plusSeconds(10));
    assertThat(after(4).restUntil()).isEqualTo(NOW.plusSeconds(20));
    assertThat(after(5).restUntil()).isEqualTo(NOW.plusSeconds(40));
    assertThat(after(50).restUntil()).isEqualTo(NOW.plus(Duration.ofMinutes(10)));
    assertThat(after(3).hold(0, NOW)).hasValueSatisfying(this::isBackoff);
  }

  @Test
  void afterTheRestARetellThatAnswersAReadIsNeededForEachTry() {
    var rested = NOW.plusSeconds(10);
    var line = after(3);

    assertThat(line.needsWellRead(NOW)).isFalse();
    assertThat(line.needsWellRead(rested)).isTrue();
    assertThat(line.hold(0, rested)).hasValueSatisfying(this::isBackoff);

    var well = line.well(rested);
    assertThat(well.needsWellRead(rested)).isFalse();
    assertThat(well.hold(0, rested)).isEmpty();

    var again = well.after(UNSURE, rested, LIMITS);
    assertThat(again.needsWellRead(rested.plusSeconds(20))).isTrue();
  }

  @Test
  void aReadFromBeforeTheRestEndedDoesNotCount() {
    var line = after(3).well(NOW.plusSeconds(5));

    assertThat(line.needsWellRead(NOW.plusSeconds(10))).isTrue();
  }

  @Test
  void anAnsweredCreateEndsTheRest() {
    assertThat(after(7).after(new Accepted("r"), NOW, LIMITS)).isEqualTo(LineState.CLEAR);
  }

  @Test
  void whatWasNotSentSaysNothingOfRetell() {
    assertThat(after(2).after(new NotSent("closed"), NOW, LIMITS)).isEqualTo(after(2));
  }

  @Test
  void throttlingBacksOffForAllAndDoublesUntilAnAnswer() {
    var once = LineState.CLEAR.after(new Throttled("slow", null), NOW, LIMITS);
    var twice = once.after(new Throttled("slow", null), NOW, LIMITS);

    assertThat(once.backoffUntil()).isEqualTo(NOW.plusSeconds(1));
    assertThat(twice.backoffUntil()).isEqualTo(NOW.plusSeconds(2));
    assertThat(once.hold(0, NOW)).hasValueSatisfying(this::isBackoff);
    assertThat(once.hold(0, NOW.plusSeconds(1))).isEmpty();
    assertThat(twice.after(new Accepted("r"), NOW.plusSeconds(2), LIMITS))
        .isEqualTo(LineState.CLEAR);
  }

  @Test
  void anAnswerToAnEarlierCreateDoesNotEndABackoff() {
    var throttled = LineState.CLEAR.after(new Throttled("slow", null), NOW, LIMITS);

    assertThat(throttled.after(new Accepted("r"), NOW, LIMITS)).isEqualTo(throttled);
    assertThat(throttled.after(new Refused(422, "no"), NOW, LIMITS)).isEqualTo(throttled);
  }

  @Test
  void aLongerWaitThatRetellAsksForIsKeptWithinReason() {
    var asked = new Throttled("slow", Duration.ofSeconds(30));
    var tooLong = new Throttled("slow", Duration.ofDays(1));

    assertThat(LineState.CLEAR.after(asked, NOW, LIMITS).backoffUntil())
        .isEqualTo(NOW.plusSeconds(30));
    assertThat(LineState.CLEAR.after(tooLong, NOW, LIMITS).backoffUntil())
        .isEqualTo(NOW.plus(Duration.ofMinutes(10)));
  }

  @Test
  void aRefusedKeyOrPaymentShutsTheLineAndOtherRefusalsDoNot() {
    assertThat(LineState.CLEAR.after(new Refused(401, "key"), NOW, LIMITS).shut())
        .isEqualTo(new LineState.Shut(NOW, "key"));
    assertThat(LineState.CLEAR.after(new Refused(402, "pay"), NOW, LIMITS).shut()).isNotNull();
    assertThat(LineState.CLEAR.after(new Refused(403, "no"), NOW, LIMITS).shut()).isNull();
  }

  @Test
  void anAnswerToAnotherCreateDoesNotOpenALineThatWasShut() {
    var shut = LineState.CLEAR.after(new Refused(401, "key"), NOW, LIMITS);

    assertThat(shut.after(new Accepted("r"), NOW, LIMITS).shut()).isEqualTo(shut.shut());
    assertThat(shut.after(UNSURE, NOW, LIMITS).shut()).isEqualTo(shut.shut());
  }

  private void isBackoff(Hold hold) {
    assertThat(hold.code()).isEqualTo(HoldCode.PROVIDER_BACKOFF);
  }

  private static LineState after(int unknowns) {
    var line = LineState.CLEAR;
    for (int i = 0; i < unknowns; i++) {
      line = line.after(UNSURE, NOW, LIMITS);
    }
    return line;
  }
}
