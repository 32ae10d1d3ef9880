package io.callstream.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.CallCommand.WebCallMade;
import io.callstream.contracts.Json;
import io.callstream.dispatcher.StandInGateway;
import io.callstream.dispatcher.TestLedger;
import io.callstream.retell.CallOrigin;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Web calls come with a dial that is placed: slots, ends and stops work as for any other. */
class WebCallsIT {

  private static final String IN_SLOTS =
      "select count(*) from dispatch.dials where state in ('dialling', 'unknown', 'placed')";

  @SuppressWarnings("NullAway.Init")
  private static TestLedger ledger;

  @BeforeAll
  static void open() {
    ledger = new TestLedger();
  }

  @AfterAll
  static void close() throws SQLException {
    ledger.close();
  }

  @BeforeEach
  void empty() {
    ledger.reset();
  }

  @Test
  void aWebCallHoldsASlotFromTheStartAndIsSaidToBePlacedOnce() {
    var call = webCall();
    take(call);
    take(call);

    assertThat(ledger.text(IN_SLOTS)).isEqualTo("1");
    assertThat(ledger.dialState(call.dialId())).isEqualTo("placed");
    assertThat(state(call)).isEqualTo("live");
    assertThat(said(call)).isEqualTo("placed");
    assertThat(ledger.text("select count(*) from dispatch.calls where state = 'waiting'"))
        .as("nothing for a gate to dial")
        .isEqualTo("0");
  }

  @Test
  void anyNumberOfWebCallsMayBeOpen() {
    take(webCall());
    take(webCall());

    assertThat(ledger.text(IN_SLOTS)).isEqualTo("2");
  }

  @Test
  void itsEndGivesTheSlotBack() {
    var call = webCall();
    take(call);
    ledger.ledger().seen(List.of(end(call)));

    assertThat(ledger.text(IN_SLOTS)).isEqualTo("0");
    assertThat(state(call)).isEqualTo("done");
    assertThat(said(call)).isEqualTo("placed ended");
  }

  @Test
  void anEndThatComesBeforeTheCallIsKept() {
    var call = webCall();
    ledger.ledger().seen(List.of(end(call)));
    take(call);
    ledger.ledger().takePending(TestLedger.PATIENCE);

    assertThat(ledger.text(IN_SLOTS)).isEqualTo("0");
    assertThat(state(call)).isEqualTo("done");
  }

  @Test
  void itsEndIsAskedForLikeAnyOther() {
    var call = webCall();
    take(call);

    assertThat(ledger.questions().ends(10)).isEmpty();
    ledger.pass(Duration.ofSeconds(61));
    assertThat(ledger.questions().ends(10)).extracting(DialRow::dialId).contains(call.dialId());
  }

  @Test
  void itIsStoppedLikeAnyOther() {
    var call = webCall();
    take(call);
    ledger.gateway.run(StandInGateway.askStop(call.requestId()));
    ledger.questions().stop(List.of(call.requestId()));

    assertThat(ledger.questions().stops(10)).extracting(DialRow::dialId).contains(call.dialId());
  }

  private static Sighting end(WebCallMade call) {
    return new Sighting(
        call.retellCallId(),
        new CallOrigin(call.callId(), call.dialId(), call.requestId()),
        new End.Reported("error_user_not_joined"),
        false);
  }

  private static void take(WebCallMade call) {
    ledger.transactions().executeWithoutResult(_ -> ledger.requests().webCalls(List.of(call)));
  }

  private static String state(WebCallMade call) {
    return ledger.text("select state from dispatch.request_state('" + call.requestId() + "')");
  }

  private static String said(WebCallMade call) {
    return ledger.text(
        "select string_agg(convert_from(value, 'UTF8')::jsonb ->> 'type', ' ' order by id)"
            + " from outbox.messages where topic = 'dispatch-signals' and key = '"
            + call.callId()
            + "'");
  }

  private static WebCallMade webCall() {
    var id = UUID.randomUUID();
    var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return new WebCallMade(
        id,
        id,
        UUID.randomUUID(),
        "call_" + id,
        "agent_1",
        Map.of(),
        Json.mapper().createObjectNode(),
        now.plusSeconds(30),
        "admin",
        now);
  }
}
