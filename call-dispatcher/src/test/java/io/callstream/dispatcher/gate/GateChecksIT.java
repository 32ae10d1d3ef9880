package io.callstream.dispatcher.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.dispatcher.StandInGateway;
import io.callstream.dispatcher.TestLedger;
import io.callstream.dispatcher.ledger.Sighting;
import io.callstream.dispatcher.rules.DialNews;
import io.callstream.retell.CallOrigin;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each check of the gate, on what its tables say: taken away, a phone would ring. */
class GateChecksIT {

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

  @BeforeEach
  void answerWell() {
    rig.retell.concurrency(20);
    rig.slots.ask();
  }

  @Test
  void aDueCallIsTakenOnce() {
    var call = rig.fresh(NUMBER);

    var ticket = ((GateAnswer.Taken) rig.take()).tickets().getFirst();

    assertThat(ticket.callId()).isEqualTo(call.callId());
    assertThat(rig.ledger.dialState(ticket.dialId())).isEqualTo("dialling");
    assertThat(rig.ledger.callState(call)).isEqualTo("in_flight");
    rig.ledger.pass(Duration.ofSeconds(2));
    assertThat(rig.taken()).isEqualTo("nothing");
  }

  @Test
  void stopAllIsObeyed() {
    var call = rig.fresh(NUMBER);
    rig.ledger.gateway.run(StandInGateway.stop());

    assertThat(rig.taken()).isEqualTo("stop_all");
    assertThat(rig.ledger.callState(call)).isEqualTo("waiting");
  }

  @Test
  void withoutTheGatewaysControlNothingIsDialled() {
    rig.fresh(NUMBER);
    rig.ledger.gateway.run("alter function gateway.gate_control() rename to not_yet");
    try {
      assertThat(rig.taken()).isEqualTo("control_unavailable");
    } finally {
      rig.ledger.gateway.run("alter function gateway.not_yet() rename to gate_control");
    }
    assertThat(rig.taken()).isEqualTo("taken");
  }

  @Test
  void anotherClusterOrTimelineIsNotTrusted() {
    rig.fresh(NUMBER);
    rig.ledger.run("update dispatch.guard set timeline_id = timeline_id + 1");
    assertThat(rig.taken()).isEqualTo("restore_guard");

    rig.fresh(NUMBER);
    rig.ledger.run("update dispatch.guard set system_identifier = '1'");
    assertThat(rig.taken()).isEqualTo("restore_guard");
  }

  @Test
  void aShutGuardIsObeyedUntilItsReleaseIsNoted() {
    rig.fresh(NUMBER);
    rig.ledger.guard().shut("restored");
    assertThat(rig.taken()).isEqualTo("restore_guard");

    var guardId = rig.ledger.text("select guard_id from dispatch.guard");
    rig.ledger.gateway.release(UUID.fromString(guardId));
    assertThat(rig.taken()).isEqualTo("taken");
  }

  @Test
  void aRefusedKeyShutsTheLineForAllUntilItIsReopened() {
    rig.fresh(NUMBER);
    var other = TestLedger.call("+12125550112");
    rig.ledger.place(other);
    var ticket = ((GateAnswer.Taken) rig.take()).tickets().getFirst();
    rig.ledger.ledger().answered(ticket.dialId(), new DialNews.Refused(401, "invalid key"));
    rig.ledger.pass(Duration.ofSeconds(2));

    assertThat(rig.taken()).isEqualTo("line_stopped");
    assertThat(line()).isEqualTo("false invalid key");
    rig.ledger.gateway.reopenLine();
    assertThat(line()).isEqualTo("true null");
    assertThat(rig.taken()).isEqualTo("taken");
  }

  @Test
  void aRestingLineIsObeyed() {
    rig.fresh(NUMBER);
    rig.ledger.run(
        "update dispatch.line set unknowns = 3, rest_until = now() + interval '1 minute'");
    assertThat(rig.taken()).isEqualTo("provider_backoff");

    rig.ledger.pass(Duration.ofMinutes(2));
    assertThat(rig.taken()).as("before a read was answered").isEqualTo("provider_backoff");
    rig.ledger.ledger().retellIsWell();
    assertThat(rig.taken()).isEqualTo("taken");
  }

  @Test
  void aThrottledLineIsObeyed() {
    rig.fresh(NUMBER);
    rig.ledger.run("update dispatch.line set backoff_until = now() + interval '1 minute'");

    assertThat(rig.taken()).isEqualTo("provider_backoff");
  }

  @Test
  void slotsAreCountedOverAllOpenDials() {
    rig.fresh(NUMBER);
    rig.ledger.place(TestLedger.call("+12125550112"));
    rig.retell.concurrency(1);
    rig.slots.ask();

    assertThat(rig.taken()).isEqualTo("taken");
    rig.ledger.pass(Duration.ofSeconds(2));
    assertThat(rig.taken()).isEqualTo("no_slot");
  }

  @Test
  void aWebCallTakesASlotBeforeItsRowIsHere() {
    var call = rig.fresh(NUMBER);
    rig.retell.concurrency(1);
    rig.slots.ask();
    rig.ledger.gateway.run("insert into gateway.web_slots values (gen_random_uuid())");
    assertThat(rig.taken()).isEqualTo("no_slot");

    rig.ledger.gateway.run("truncate gateway.web_slots");
    rig.ledger.gateway.run("insert into gateway.web_slots values ('" + call.requestId() + "')");
    assertThat(rig.taken()).as("what has its row is counted by its dial").isEqualTo("taken");
    rig.ledger.gateway.run("truncate gateway.web_slots");
  }

  @Test
  void aCallThatWasPutOffSinceItWasLookedForKeepsItsReason() {
    var call = rig.fresh(NUMBER);
    var candidates = rig.due();
    rig.ledger.run(
        "update dispatch.calls set hold_code = 'open_call', hold_text = 'busy', due_at = now() + interval '2 hours'");

    assertThat(rig.taken(candidates)).isEqualTo("nothing");
    assertThat(rig.ledger.hold(call)).isEqualTo("open_call");
  }

  @Test
  void theRateIsKeptOverAllGates() {
    rig.fresh(NUMBER);
    rig.ledger.place(TestLedger.call("+12125550112"));

    assertThat(rig.taken()).isEqualTo("taken");
    // As much later as the second look of a slow machine may come.
    rig.ledger.run("update dispatch.budget set next_dial_at = next_dial_at + interval '1 minute'");
    assertThat(rig.gate().take(List.of(UUID.randomUUID()), rig.due()))
        .isInstanceOf(GateAnswer.Closed.class);
    rig.ledger.pass(Duration.ofSeconds(61));
    assertThat(rig.taken()).isEqualTo("taken");
  }

  @Test
  void unansweredCreatesAreLimitedOverAllGates() {
    rig.fresh(NUMBER);
    for (int i = 2; i <= 7; i++) {
      rig.ledger.place(TestLedger.call("+1212555011" + i));
    }
    for (int i = 0; i < 5; i++) {
      assertThat(rig.taken()).isEqualTo("taken");
      rig.ledger.pass(Duration.ofSeconds(1));
    }

    assertThat(rig.taken()).isEqualTo("paced");
  }

  @Test
  void aCancelledRequestIsNotDialled() {
    var call = rig.fresh(NUMBER);
    rig.ledger.gateway.run(StandInGateway.withdraw(call.requestId()));

    assertThat(rig.taken()).isEqualTo("nothing");
    assertThat(rig.ledger.callState(call)).isEqualTo("waiting");
  }

  @Test
  void threeSecondCallsCloseTheGateUntilAPersonOpensTheLine() {
    rig.ledger.reset();
    for (int i = 0; i < 3; i++) {
      var call = TestLedger.call("+1212555012" + i);
      rig.ledger.place(call);
      var dial = rig.dial();
      var origin = new CallOrigin(call.callId(), dial, call.requestId());
      rig.ledger.ledger().answered(dial, new DialNews.Accepted("a" + i));
      rig.ledger.ledger().seen(List.of(new Sighting("b" + i, origin, null, false)));
    }
    rig.ledger.place(TestLedger.call(NUMBER));
    rig.ledger.pass(Duration.ofSeconds(2));

    assertThat(rig.taken()).isEqualTo("line_stopped");
    rig.ledger.gateway.reopenLine();
    assertThat(rig.taken()).isEqualTo("taken");
  }

  @Test
  void aServerThatWasStartedAnewClosesTheGateUntilThePastWasReadBack() {
    rig.fresh(NUMBER);
    rig.ledger.guard().readBack(rig.ledger.guard().databaseStart().minusSeconds(1));

    assertThat(rig.taken()).isEqualTo("restore_guard");
    rig.ledger.guard().readBack(rig.ledger.guard().databaseStart());
    assertThat(rig.taken()).isEqualTo("taken");
  }

  @Test
  void anExpiredCallIsNotDialled() {
    var call = rig.fresh(NUMBER);
    rig.ledger.run("update dispatch.calls set expires_at = now()");

    assertThat(rig.taken()).isEqualTo("nothing");
    assertThat(rig.ledger.callState(call)).isEqualTo("waiting");
  }

  @Test
  void aCallThatIsNotDueIsNotACandidate() {
    var call = rig.fresh(NUMBER);
    rig.ledger.run("update dispatch.calls set due_at = now() + interval '1 hour'");

    assertThat(rig.taken()).isEqualTo("nothing");
    assertThat(rig.ledger.callState(call)).isEqualTo("waiting");
  }

  @Test
  void aNumberThatIsBeingCalledIsNotCalledAgain() {
    rig.fresh(NUMBER);
    var other = TestLedger.call(NUMBER);
    rig.ledger.place(other);
    assertThat(rig.taken()).isEqualTo("taken");
    rig.ledger.pass(Duration.ofSeconds(2));

    assertThat(rig.taken()).isEqualTo("nothing");
    assertThat(rig.ledger.text("select hold_code from dispatch.calls where state = 'waiting'"))
        .isEqualTo("open_call");
  }

  @Test
  void aShutNumberIsNotCalled() {
    var call = rig.fresh(NUMBER);
    rig.ledger.run("update dispatch.numbers set shut_until = now() + interval '1 hour'");

    assertThat(rig.taken()).isEqualTo("nothing");
    assertThat(rig.ledger.hold(call)).isEqualTo("open_call");
  }

  @Test
  void aNumberWithoutARowIsNotCalled() {
    var call = rig.fresh(NUMBER);
    rig.ledger.run("delete from dispatch.numbers");

    assertThat(rig.taken()).isEqualTo("nothing");
    assertThat(rig.ledger.callState(call)).isEqualTo("waiting");
  }

  @Test
  void aWaitingCallWithADialThatMayHaveRungIsNotDialled() {
    var call = rig.fresh(NUMBER);
    assertThat(rig.taken()).isEqualTo("taken");
    // What no code of ours does: the row says waiting though its dial is open.
    rig.ledger.run("update dispatch.calls set state = 'waiting'");
    rig.ledger.run("update dispatch.numbers set open_dial = null");
    rig.ledger.pass(Duration.ofSeconds(2));

    assertThat(rig.taken()).isEqualTo("nothing");
    assertThat(rig.ledger.said(call)).isEmpty();
  }

  @Test
  void aThrottledCallIsNotDialledBeforeItWasClearedByAnEmptyList() {
    var call = rig.fresh(NUMBER);
    var ticket = ((GateAnswer.Taken) rig.take()).tickets().getFirst();
    rig.ledger.ledger().answered(ticket.dialId(), new DialNews.Throttled("slow down", null));

    assertThat(rig.taken()).as("it settles").isEqualTo("nothing");
    assertThat(rig.ledger.hold(call)).isEqualTo("provider_backoff");
    rig.ledger.pass(Duration.ofMinutes(6));
    assertThat(rig.taken()).as("settled, not cleared").isEqualTo("nothing");
    rig.ledger.ledger().notListed(ticket.dialId());
    assertThat(rig.taken()).isEqualTo("taken");
  }

  @Test
  void theRequestCarriesTheCallersKeysAndOurs() {
    var call = rig.fresh(NUMBER);

    var ticket = ((GateAnswer.Taken) rig.take()).tickets().getFirst();

    var metadata = ticket.request().metadata();
    assertThat(metadata.get("order").intValue()).isEqualTo(7);
    assertThat(metadata.get("callstream_call_id").stringValue())
        .isEqualTo(call.callId().toString());
    assertThat(metadata.get("callstream_dial_id").stringValue())
        .isEqualTo(ticket.dialId().toString());
    assertThat(metadata.get("callstream_request_id").stringValue())
        .isEqualTo(call.requestId().toString());
    assertThat(metadata.get("callstream_installation").stringValue()).isEqualTo("default");
    assertThat(ticket.request().variables()).containsEntry("name", "Ada");
  }

  private static String line() {
    return rig.ledger
        .asGateway()
        .sql("select open, reason from dispatch.api_line")
        .query((row, _) -> row.getBoolean(1) + " " + row.getString(2))
        .single();
  }
}
