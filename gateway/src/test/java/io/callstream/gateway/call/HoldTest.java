package io.callstream.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HoldTest {

  private static final Hold PACED = new Hold("paced", "Its turn comes", null);
  private static final Hold UNKNOWN = new Hold("unknown_outcome", "It may have rung", null);

  @Test
  void whatTheDispatcherSaysHoldsWhileNothingIsStopped() {
    assertThat(Hold.inForce(PACED, false)).isEqualTo(PACED);
    assertThat(Hold.inForce(Hold.NOT_TAKEN, false)).isEqualTo(Hold.NOT_TAKEN);
    assertThat(Hold.inForce(null, false)).isNull();
  }

  @Test
  void aStopThatIsOverHoldsNothingAlthoughTheDispatcherStillSaysSo() {
    assertThat(Hold.inForce(new Hold("stop_all", "Stopped", null), false))
        .extracting(Hold::code)
        .isEqualTo("paced");
  }

  @Test
  void stoppingAllWinsOverEveryHoldOfACallThatHasNotRung() {
    assertThat(Hold.inForce(PACED, true)).isEqualTo(Hold.STOP_ALL);
    assertThat(Hold.inForce(Hold.NOT_TAKEN, true)).isEqualTo(Hold.STOP_ALL);
  }

  @Test
  void stoppingAllDoesNotHoldWhatMayBeRinging() {
    assertThat(Hold.inForce(UNKNOWN, true)).isEqualTo(UNKNOWN);
    assertThat(Hold.inForce(null, true)).isNull();
  }
}
