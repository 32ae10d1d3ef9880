package io.callstream.dispatcher.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.dispatcher.StandInRetell.Behaviour;
import io.callstream.dispatcher.TestLedger;
import io.callstream.runtime.startup.Worker;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The gate's loops, as they run together. */
class GateLoopsIT {

  private static final Duration LEASE = Duration.ofSeconds(8);

  @Test
  void aDialIsDiallingForAsLongAsItsSenderWorksOnItAndNoLonger() throws Exception {
    try (var rig = new GateRig()) {
      rig.retell.script((_, _) -> Behaviour.RING_AND_HOLD);
      rig.fresh("+12125550111");
      var givenUp = rig.dial();
      rig.ledger.run("update dispatch.dials set lease_until = now() + interval '2 s'");
      var held = TestLedger.call("+12125550112");
      rig.ledger.place(held);
      var workers = workers(rig);
      workers.forEach(Worker::start);
      try {
        await().atMost(TestLedger.PATIENCE).until(() -> rig.retell.rings(held.requestId()) == 1);
        var dialled = rig.retell.creates().getFirst().dialId();

        await().atMost(TestLedger.PATIENCE).until(() -> rig.ledger.ledger().lapse() == 1);
        assertThat(rig.ledger.dialState(givenUp)).isEqualTo("unknown");
        await()
            .during(LEASE.plusSeconds(2))
            .atMost(TestLedger.PATIENCE)
            .until(() -> rig.ledger.ledger().lapse() == 0);
        assertThat(rig.ledger.dialState(dialled)).isEqualTo("dialling");
      } finally {
        rig.retell.answerHeld();
        workers.forEach(Worker::stop);
      }
    }
  }

  @Test
  void aSickRetellIsAskedInTurnAndNotByEachLaneAtEachLook() throws Exception {
    try (var rig = new GateRig("DIAL_PER_SECOND", "20")) {
      rig.fresh("+12125550111");
      rig.retell.readsAnswered(false);
      rig.ledger.run("update dispatch.line set unknowns = 3, rest_until = now() - interval '1 s'");
      var workers = workers(rig);
      int before = rig.retell.asked().size();
      long from = System.nanoTime();
      workers.forEach(Worker::start);
      try {
        await()
            .pollDelay(Duration.ofSeconds(4))
            .atMost(TestLedger.PATIENCE)
            .until(() -> rig.retell.asked().size() > before + 2);
        int since = rig.retell.asked().size() - before;
        long turns = Duration.ofNanos(System.nanoTime() - from).toMillis() / 250;

        assertThat(since).as("five lanes and the outlook").isLessThanOrEqualTo((int) turns + 1);
      } finally {
        workers.forEach(Worker::stop);
      }
    }
  }

  private static List<Worker> workers(GateRig rig) {
    var usual = rig.ledger.gateSettings().gate();
    var settings =
        new GateSettings(
            usual.installation(),
            usual.sender(),
            usual.perSecond(),
            usual.unanswered(),
            usual.writeLimit(),
            LEASE,
            usual.lengthMax(),
            usual.rampOver());
    return GateLoops.workers(
        new GateLoops.Database(
            rig.ledger.gateClient(), rig.ledger.gateTransactions(), rig.ledger.workClient()),
        new GateLoops.Retell(rig.dialLine, rig.reads, rig.ledger.questions(), OptionalInt.empty()),
        rig.ledger.ledger(),
        rig.ledger.guard(),
        settings,
        rig.ledger.meters);
  }
}
