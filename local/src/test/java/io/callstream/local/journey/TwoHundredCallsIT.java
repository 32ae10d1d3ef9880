package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two hundred calls, every fifth answer lost, and a dispatcher that is killed three times. */
class TwoHundredCallsIT {

  private static final int CALLS = 200;
  private static final int KILLS = 3;

  /** Of ten, two lose Retell's answer. */
  private static final List<Integer> BEHAVIOURS = List.of(10, 10, 30, 10, 20, 10, 10, 31, 10, 50);

  private final Rig rig = Rig.shared();
  private final Calls calls = new Calls(rig);
  private final Promises promises = new Promises(rig);

  @Test
  void nobodyIsCalledTwiceAndEveryCallEnds() {
    int before = rig.ledger().entries().size();
    List<Request> requests;
    try (Load load = new Load(calls, Duration.ofMillis(20), BEHAVIOURS)) {
      for (int kill = 1; kill <= KILLS; kill++) {
        int dialled = before + kill * CALLS / (KILLS + 2);
        await("dials go on")
            .atMost(Rig.LIMIT)
            .pollInterval(Duration.ofMillis(100))
            .until(() -> rig.ledger().entries().size() >= dialled);
        rig.kill(Rig.DISPATCHER);
        rig.startAgain(Rig.DISPATCHER);
      }
      await("all are accepted").atMost(Rig.LIMIT).until(() -> load.count() >= CALLS);
      requests = load.stop();
    }

    calls.awaitEnds(requests);
    promises.holdFor(requests);
    assertThat(requests).hasSizeGreaterThanOrEqualTo(CALLS);
  }
}
