package io.callstream.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HoldTest {

  private static final Hold PACED = new Hold("paced", "Its turn comes", null);
  private static final Hold UNKNOWN = new Hold("unknown_outcome", "It may have rung", null);

  @Test
  void whatTheDispatcherSaysHoldsWhileNothingIsStopped() {
    assertThat(Hold.inForce(PACED, false, true)).isEqualTo(PACED);
    assertThat(Hold.inForce(null, false, true)).isNull();
    assertThat(Hold.inForce(null, false, false)).isNull();
  }

  @Test
  void stoppingAllWinsOverEveryHoldOfACallThatHasNotRung() {
    assertThat(Hold.inForce(PACED, true, true)).isEqualTo(Hold.STOP_ALL);
    assertThat(Hold.inForce(null, true, false)).isEqualTo(Hold.STOP_ALL);
  }

  @Test
  void stoppingAllDoesNotHoldWhatMayBeRinging() {
    assertThat(Hold.inForce(UNKNOWN, true, true)).isEqualTo(UNKNOWN);
    assertThat(Hold.inForce(null, true, true)).isNull();
  }
}
