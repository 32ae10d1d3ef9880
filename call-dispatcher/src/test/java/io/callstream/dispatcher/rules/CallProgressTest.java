package io.callstream.dispatcher.rules;

import static io.callstream.dispatcher.rules.DialState.ABANDONED;
import static io.callstream.dispatcher.rules.DialState.DIALLING;
import static io.callstream.dispatcher.rules.DialState.ENDED;
import static io.callstream.dispatcher.rules.DialState.NOT_SENT;
import static io.callstream.dispatcher.rules.DialState.PLACED;
import static io.callstream.dispatcher.rules.DialState.REJECTED;
import static io.callstream.dispatcher.rules.DialState.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallProgressTest {

  @Test
  void aThrottledCallThatNeverRangWaitsAgain() {
    assertThat(CallProgress.after(List.of(NOT_SENT, REJECTED), true)).isEqualTo(CallState.WAITING);
  }

  @Test
  void aRefusedCallIsDone() {
    assertThat(CallProgress.after(List.of(REJECTED), false)).isEqualTo(CallState.DONE);
  }

  @ParameterizedTest
  @EnumSource(names = {"DIALLING", "UNKNOWN", "PLACED"})
  void aCallWithAnOpenDialIsInFlightWhateverTheNewestOneSays(DialState open) {
    assertThat(CallProgress.after(List.of(open, REJECTED), true)).isEqualTo(CallState.IN_FLIGHT);
    assertThat(CallProgress.after(List.of(open, REJECTED), false)).isEqualTo(CallState.IN_FLIGHT);
  }

  @ParameterizedTest
  @EnumSource(names = {"ABANDONED", "ENDED"})
  void aCallThatMayHaveRungNeverWaitsAgain(DialState rung) {
    assertThat(CallProgress.after(List.of(rung, REJECTED), true)).isEqualTo(CallState.DONE);
  }

  @Test
  void onlyADefiniteNoMeansThatNobodyRang() {
    assertThat(List.of(DIALLING, PLACED, UNKNOWN, ABANDONED, ENDED))
        .allMatch(DialState::mayHaveRung);
    assertThat(List.of(REJECTED, NOT_SENT)).noneMatch(DialState::mayHaveRung);
  }
}
