package io.callstream.dispatcher.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.dispatcher.StandInRetell.Behaviour;
import io.callstream.dispatcher.TestLedger;
import io.callstream.retell.dial.Opened;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a stop does to dials, and that an answer is recorded whenever it comes. */
class SenderIT {

  private static final String NUMBER = "+12125550111";

  @SuppressWarnings("NullAway.Init")
  private static GateRig rig;

  @BeforeAll
  static void open() {
    rig = new GateRig();
  }

  @AfterAll
  static void close() throws SQLException {
    rig.close();
  }

  @Test
  void aStopWaitsForAnswersThenSaysUnknownAndLetsNoGateBegin() {
    var call = rig.fresh(NUMBER);
    rig.retell.script((_, _) -> Behaviour.RING_AND_HOLD);
    var sender = rig.sender(Duration.ofSeconds(2));
    rig.slots.ask();
    assertThat(lane(sender).round()).isTrue();
    await().atMost(TestLedger.PATIENCE).until(() -> rig.retell.rings(call.requestId()) == 1);

    sender.stop();

    assertThat(rig.ledger.text("select state from dispatch.dials")).isEqualTo("unknown");
    assertThat(sender.begin(UUID.randomUUID())).isFalse();
    var other = "+12125550112";
    rig.ledger.place(TestLedger.call(other));
    rig.ledger.pass(Duration.ofSeconds(2));
    assertThat(lane(sender).round()).isFalse();
    assertThat(rig.retell.creates()).noneMatch(create -> create.toNumber().equals(other));

    rig.retell.answerHeld();
    await()
        .atMost(TestLedger.PATIENCE)
        .until(() -> rig.ledger.saidInShort(call).contains("placed"));
  }

  @Test
  void aStopEndsAsSoonAsTheAnswersAreThere() {
    var call = rig.fresh(NUMBER);
    rig.retell.script((_, _) -> Behaviour.ACCEPT);
    var sender = rig.sender(TestLedger.PATIENCE);
    rig.slots.ask();
    lane(sender).round();

    sender.stop();

    assertThat(rig.ledger.saidInShort(call)).containsExactly("placed");
  }

  @Test
  void anAnswerThatCannotBeRecordedAtOnceIsRecordedLater() throws Exception {
    var call = rig.fresh(NUMBER);
    rig.retell.script((_, _) -> Behaviour.ACCEPT);
    var sender = rig.sender(TestLedger.PATIENCE);
    rig.slots.ask();
    var ticket = ((GateAnswer.Taken) rig.take()).tickets().getFirst();
    var connection = ((Opened.Ready) rig.dialLine.open()).connection();
    rig.ledger.run("alter table dispatch.dials rename to away");
    CompletableFuture<Void> back =
        CompletableFuture.runAsync(() -> {
          await().atMost(TestLedger.PATIENCE).until(() -> rig.retell.rings(call.requestId()) == 1);
          rig.ledger.run("alter table dispatch.away rename to dials");
        });

    sender.begin(ticket.dialId());
    sender.send(ticket, connection);
    back.get();

    await()
        .atMost(TestLedger.PATIENCE)
        .until(() -> rig.ledger.saidInShort(call).contains("placed"));
  }

  @Test
  void aDialThatTheDatabaseHasLostShutsTheGuard() {
    rig.fresh(NUMBER);
    rig.retell.script((_, _) -> Behaviour.ACCEPT);
    var sender = rig.sender(TestLedger.PATIENCE);
    rig.slots.ask();
    var ticket = ((GateAnswer.Taken) rig.take()).tickets().getFirst();
    var connection = ((Opened.Ready) rig.dialLine.open()).connection();
    rig.ledger.run("update dispatch.numbers set open_dial = null");
    rig.ledger.run("delete from dispatch.dials");

    sender.begin(ticket.dialId());
    sender.send(ticket, connection);

    await()
        .atMost(TestLedger.PATIENCE)
        .untilAsserted(() ->
            assertThat(rig.ledger.text("select reason from dispatch.guard"))
                .contains(ticket.dialId().toString()));
    await().atMost(TestLedger.PATIENCE).until(() -> sender.working().isEmpty());
  }

  private static Lane lane(Sender sender) {
    return new Lane(rig.gate, rig.sifter(), rig.dialLine, sender, rig.outlook(), UUID::randomUUID);
  }
}
