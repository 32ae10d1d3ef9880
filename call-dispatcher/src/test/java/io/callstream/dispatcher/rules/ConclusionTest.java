package io.callstream.dispatcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.Outcome;
import io.callstream.dispatcher.rules.Conclusion.DialEnd;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the ends of several dials of one call come to. */
class ConclusionTest {

  @Test
  void whoWasReachedCountsWhoeverEndedLast() {
    assertThat(outcome("user_hangup", "dial_no_answer")).isEqualTo(Outcome.ANSWERED);
    assertThat(outcome("dial_no_answer", "user_hangup")).isEqualTo(Outcome.ANSWERED);
    assertThat(outcome("dial_busy", "voicemail_reached")).isEqualTo(Outcome.VOICEMAIL);
  }

  @Test
  void anEndThatIsAssumedMakesItUncertain() {
    assertThat(Conclusion.certain(List.of(told("dial_busy")))).isTrue();
    assertThat(Conclusion.certain(List.of(told("dial_busy"), new DialEnd(false, "lost"))))
        .isFalse();
    assertThat(Conclusion.certain(List.of())).isFalse();
    assertThat(Conclusion.of(List.of(new DialEnd(false, "lost")))).isEmpty();
  }

  private static @Nullable Outcome outcome(String... reasons) {
    return Conclusion.of(java.util.Arrays.stream(reasons).map(ConclusionTest::told).toList())
        .orElseThrow()
        .outcome();
  }

  private static DialEnd told(String reason) {
    return new DialEnd(true, reason);
  }
}
