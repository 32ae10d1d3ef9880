package io.callstream.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.dispatcher.TestLedger;
import io.callstream.dispatcher.gate.GateRig;
import io.callstream.dispatcher.rules.DialNews;
import io.callstream.dispatcher.rules.DialNews.Accepted;
import io.callstream.retell.CallOrigin;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Calls at Retell that name our call and no dial, or a dial whose call is known by another row. */
class NamelessEvidenceIT {

  private static final String NUMBER = "+12125550111";
  private static final End ENDED = new End.Reported("user_hangup");

  @SuppressWarnings("NullAway.Init")
  private static GateRig rig;

  @SuppressWarnings("NullAway.Init")
  private static TestLedger ledger;

  @BeforeAll
  static void open() {
    rig = new GateRig();
    ledger = rig.ledger;
  }

  @AfterAll
  static void close() throws SQLException {
    rig.close();
  }

  @Test
  void itIsTheDialThatWaitsForItsAnswer() {
    var call = rig.fresh(NUMBER);
    var dial = rig.dial();

    see(call, "r1", null, ENDED);
    assertThat(ledger.dialState(dial)).isEqualTo("ended");
    ledger.ledger().answered(dial, new Accepted("r1"));

    assertThat(ledger.saidInShort(call)).containsExactly("placed", "ended webhook");
    assertThat(rows()).isEqualTo("1");
    assertThat(ledger.callState(call)).isEqualTo("done");
    assertThat(numberIsFree()).isTrue();
  }

  @Test
  void anAnswerWithACallThatIsKnownByEvidenceAloneMakesTheTwoOne() {
    var call = rig.fresh(NUMBER);
    var dial = rig.dial();
    foundWhileOpen(call, dial, "r1");

    assertThat(ledger.ledger().answered(dial, new Accepted("r1"))).isPresent();

    assertThat(ledger.dialState(dial)).isEqualTo("placed");
    assertThat(ledger.saidInShort(call)).containsExactly("placed late");
    assertThat(openDials()).isEqualTo("1");
    assertThat(numberIsFree()).isFalse();
    see(call, "r1", null, ENDED);
    assertThat(ledger.callState(call)).isEqualTo("done");
    assertThat(numberIsFree()).isTrue();
  }

  @Test
  void anAnswerWithACallThatIsOverEndsItsDial() {
    var call = rig.fresh(NUMBER);
    var dial = rig.dial();
    foundWhileOpen(call, dial, "r1");
    see(call, "r1", null, ENDED);
    assertThat(ledger.callState(call)).as("the dial is open").isEqualTo("in_flight");

    ledger.ledger().answered(dial, new Accepted("r1"));

    assertThat(ledger.dialState(dial)).isEqualTo("ended");
    assertThat(ledger.callState(call)).isEqualTo("done");
    assertThat(numberIsFree()).isTrue();
    assertThat(ledger.saidInShort(call)).containsExactly("placed late", "ended webhook");
  }

  @Test
  void aListThatShowsSuchACallSettlesAnUnknownDial() {
    var call = rig.fresh(NUMBER);
    var dial = rig.dial();
    ledger.ledger().answered(dial, new DialNews.Unsure("cut"));
    foundWhileOpen(call, dial, "r1");

    ledger.ledger().listed(dial, List.of(sighting(call, "r1", dial, null)));

    assertThat(ledger.dialState(dial)).isEqualTo("placed");
    assertThat(openDials()).isEqualTo("1");
  }

  @Test
  void aThrottledDialThatIsFoundUnderAnotherRowIsThatCallAndStaysLate() {
    var call = rig.fresh(NUMBER);
    var dial = rig.dial();
    ledger.ledger().answered(dial, new DialNews.Throttled("slow down", null));
    see(call, "r1", null, null);

    see(call, "r1", dial, null);

    assertThat(
            ledger.text("select state || late from dispatch.dials where dial_id = '" + dial + "'"))
        .isEqualTo("placedtrue");
    assertThat(openDials()).isEqualTo("1");
    see(call, "r1", null, ENDED);
    assertThat(ledger.callState(call)).isEqualTo("done");
    assertThat(numberIsFree()).isTrue();
  }

  @Test
  void aRetellCallOfAnotherCallsDialIsNotTakenAndTheDialEndsInTime() {
    rig.fresh(NUMBER);
    ledger.ledger().answered(rig.dial(), new Accepted("r1"));
    var other = TestLedger.call("+12125550112");
    ledger.place(other);
    var dial = rig.dial();

    assertThat(ledger.ledger().answered(dial, new Accepted("r1"))).isPresent();
    assertThat(ledger.dialState(dial)).isEqualTo("unknown");
    assertThat(ledger.alerts(Alerts.Kind.SECOND_CALL)).isPositive();

    ledger.pass(Duration.ofMinutes(16));
    for (int i = 0; i < 3; i++) {
      ledger.ledger().listed(dial, List.of(sighting(other, "r1", dial, null)));
    }
    assertThat(ledger.saidInShort(other)).containsExactly("ended assumed abandoned");
  }

  /** A row that only evidence made, beside a dial whose answer is not known. */
  private static void foundWhileOpen(PlaceCall call, UUID dial, String retellCallId) {
    var lost = UUID.randomUUID();
    see(call, retellCallId, lost, null);
    assertThat(ledger.dialState(lost)).isEqualTo("placed");
    assertThat(ledger.dialState(dial)).isIn("dialling", "unknown");
  }

  private static void see(
      PlaceCall call, String retellCallId, @Nullable UUID dialId, @Nullable End end) {
    ledger.ledger().seen(List.of(sighting(call, retellCallId, dialId, end)));
  }

  private static Sighting sighting(
      PlaceCall call, String retellCallId, @Nullable UUID dialId, @Nullable End end) {
    var origin = new CallOrigin(call.callId(), dialId, call.requestId());
    return new Sighting(retellCallId, origin, end, false);
  }

  private static String rows() {
    return ledger.text("select count(*) from dispatch.dials");
  }

  private static String openDials() {
    return ledger.text(
        "select count(*) from dispatch.dials where state in ('dialling', 'unknown', 'placed')");
  }

  private static boolean numberIsFree() {
    return ledger
        .text(
            "select open_dial is null and coalesce(shut_until < now(), true) from dispatch.numbers"
                + " where number = '"
                + NUMBER
                + "'")
        .equals("true");
  }
}
