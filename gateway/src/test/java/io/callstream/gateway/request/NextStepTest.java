package io.callstream.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextStepTest {

  @ParameterizedTest
  @CsvSource({
    // withdrawn, appends, given up, ended, arrived, expected
    "false, 1, false, false, true, WAIT",
    "false, 1, false, false, false, SEND_AGAIN",
    "false, 10, false, false, false, SEND_AGAIN",
    "false, 11, false, false, false, GIVE_UP",
    "false, 11, true, false, false, WAIT",
    "false, 11, false, false, true, WAIT",
    "false, 1, false, true, false, CLOSE",
    "false, 11, true, true, true, CLOSE",
    "true, 1, false, false, true, SEND_AGAIN",
    "true, 1, false, false, false, SEND_AGAIN",
    "true, 11, false, false, true, GIVE_UP",
    "true, 1, false, true, true, CLOSE",
  })
  void followsFromWhatIsKnown(
      boolean withdrawn,
      int appends,
      boolean givenUp,
      boolean ended,
      boolean arrived,
      NextStep expected) {
    var request =
        new Open(UUID.randomUUID(), new byte[1], withdrawn ? new byte[1] : null, appends, givenUp);

    assertThat(NextStep.of(request, ended, arrived)).isEqualTo(expected);
  }
}
