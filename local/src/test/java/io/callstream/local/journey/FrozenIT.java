package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Processes that stand still for 40 s and then go on where they were, as if nothing had been: a
 * dispatcher in the middle of a dial, a projector, and whoever leads the relay.
 */
class FrozenIT {

  private static final Duration FREEZE = Duration.ofSeconds(40);
  private static final int NO_WEBHOOKS = 53;
  private static final List<Integer> MIXED = List.of(10, 10, 21, 10, 50, 10, 31, 10);

  private final Rig rig = Rig.shared();
  private final Calls calls = new Calls(rig);
  private final Promises promises = new Promises(rig);

  @Test
  void dispatcherProjectorAndRelayLeaderStandStillFor40Seconds() {
    String number = Phones.ending(NO_WEBHOOKS);
    List<Request> requests = new ArrayList<>();
    Request caught;
    try (Held answer = rig.retell().holdAnswerOfCreate(number)) {
      caught = calls.place(number);
      answer.awaitGiven();
      requests.add(caught);
      Set<String> frozen =
          new LinkedHashSet<>(List.of(Rig.DISPATCHER, Rig.PROJECTOR, rig.relayLeader()));
      freezeAndGoOnWithOthers(frozen, requests, answer);
    }

    calls.awaitEnds(requests);
    promises.holdFor(requests);
    assertThat(rig.ledger().of(caught)).as("dialled once").hasSize(1);
    assertThat(calls.row(caught).path("outcome").asString()).isEqualTo("answered");
  }

  private void freezeAndGoOnWithOthers(Set<String> names, List<Request> requests, Held answer) {
    long begin = System.nanoTime();
    List<Frozen> frozen = names.stream().map(rig::freeze).toList();
    try (Held questions = rig.retell().holdQuestions()) {
      rig.add(Rig.DISPATCHER + "-2");
      rig.add(Rig.PROJECTOR + "-2");
      try (Load load = new Load(calls, Duration.ofMillis(400), MIXED)) {
        await("others say that its outcome is unknown, and 40 s pass")
            .atMost(Rig.LIMIT)
            .until(() ->
                isUnknown(requests.getFirst()) && System.nanoTime() - begin >= FREEZE.toNanos());
        answer.release();
        frozen.forEach(Frozen::close);
        int seen = load.count();
        await("all go on").atMost(Rig.LIMIT).until(() -> load.count() > seen + 10);
        requests.addAll(load.stop());
      }
      questions.release();
    } finally {
      frozen.forEach(Frozen::close);
    }
  }

  private boolean isUnknown(Request request) {
    return calls.row(request).path("hold").path("code").asString("").equals("unknown_outcome");
  }
}
