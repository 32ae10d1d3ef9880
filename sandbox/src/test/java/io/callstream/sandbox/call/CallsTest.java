package io.callstream.sandbox.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallsTest {

  private static final CallRequest REQUEST =
      new CallRequest.Phone("+12125550100", "+13105550100", null, null, null, null);

  private final Calls calls = new Calls(3, 4);

  @Test
  void theOldestEndedCallsAreForgottenFirstAndLivingOnesNever() {
    begin("a");
    begin("b");
    begin("c");
    end("b");
    begin("d");
    begin("e");

    assertThat(calls.find("a")).isPresent();
    assertThat(calls.find("b")).isEmpty();
    assertThat(calls.kept()).isEqualTo(4);
    assertThat(calls.forgotten()).isEqualTo(1);
  }

  @Test
  void onlySoManyMayLiveAtOnce() {
    IntStream.range(0, 3).forEach(i -> begin("c" + i));

    assertThat(calls.room()).isFalse();
    end("c1");
    assertThat(calls.room()).isTrue();
    assertThat(calls.live()).isEqualTo(2);
  }

  @Test
  void aCallEndsOnce() {
    begin("a");

    assertThat(end("a")).isTrue();
    assertThat(end("a")).isFalse();
    assertThat(calls.live()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "+13105550120, NO_ANSWER", "+13105550126, FAILS_IN_MID_CALL", "+13105550127, ANSWERS",
    "+13105550100, ANSWERS", "+13105550131, ANSWER_CUT_AND_SILENT", "+13105550199, ANSWERS",
    "+13105550153, WEBHOOKS_MISSING", "+13105550154, ANSWERS",
  })
  void theLastTwoDigitsChooseTheBehaviour(String number, Behaviour expected) {
    assertThat(Behaviour.of(number)).isEqualTo(expected);
  }

  private void begin(String id) {
    calls.begin(id, REQUEST, Behaviour.ANSWERS);
  }

  private boolean end(String id) {
    return calls
        .move(id, call -> !call.ended(), call -> call.ended("ended", "user_hangup", Instant.EPOCH))
        .isPresent();
  }
}
