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
 * Processes that stand still for 40 s and then go on where they were, as if nothing had been: the
 * gateway, a dispatcher in the middle of a dial, a projector, and whoever leads the relay.
 */
class FrozenIT {

  private static final Duration FREEZE = Duration.ofSeconds(40);
  private static final List<String> OTHERS =
      List.of(Rig.GATEWAY + "-2", Rig.DISPATCHER + "-2", Rig.PROJECTOR + "-2");
  private static final int NO_WEBHOOKS = 53;
  private static final List<Integer> MIXED = List.of(10, 10, 21, 10, 50, 10, 31, 10);

  private final Rig rig = Rig.shared();
  private final Calls calls = new Calls(rig);
  private final Promises promises = new Promises(rig);

  @Test
  void everyServiceAndTheRelaysLeaderStandStillFor40Seconds() {
    String number = Phones.ending(NO_WEBHOOKS);
    List<Request> requests = new ArrayList<>();
    Request caught;
    try (Held answer = rig.retell().holdAnswerOfCreate(number)) {
      caught = calls.place(number);
      answer.awaitGiven();
      requests.add(caught);
      Set<String> frozen =
          new LinkedHashSet<>(
              List.of(Rig.GATEWAY, Rig.DISPATCHER, Rig.PROJECTOR, rig.relayLeader()));
      freezeAndGoOnWithOthers(frozen, requests, answer);
    }

    calls.awaitEnds(requests);
    promises.holdFor(requests);
    assertThat(rig.ledger().of(caught)).as("dialled once").hasSize(1);
    assertThat(calls.row(caught).path("outcome").asString()).isEqualTo("answered");
  }

  private void freezeAndGoOnWithOthers(Set<String> names, List<Request> requests, Held answer) {
    List<Frozen> frozen = List.of();
    try (Held questions = rig.retell().holdQuestions();
        Load load = new Load(calls, Duration.ofMillis(400), MIXED)) {
      awaitMore(load, 3);
      long begin = System.nanoTime();
      frozen = names.stream().map(rig::freeze).toList();
      OTHERS.forEach(rig::add);
      rig.askGateway(Rig.GATEWAY + "-2");
      awaitMore(load, 10);
      await("others say that its outcome is unknown, and 40 s pass")
          .atMost(Rig.LIMIT)
          .until(() ->
              isUnknown(requests.getFirst()) && System.nanoTime() - begin >= FREEZE.toNanos());
      answer.release();
      frozen.forEach(Frozen::close);
      rig.askGateway(Rig.GATEWAY);
      awaitMore(load, 10);
      requests.addAll(load.stop());
      questions.release();
    } finally {
      frozen.forEach(Frozen::close);
    }
  }

  private static void awaitMore(Load load, int calls) {
    int seen = load.count();
    await("calls are accepted").atMost(Rig.LIMIT).until(() -> load.count() >= seen + calls);
  }

  private boolean isUnknown(Request request) {
    return calls.row(request).path("hold").path("code").asString("").equals("unknown_outcome");
  }
}
