package io.callstream.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.CallCommand.RequestUndeliverable;
import io.callstream.contracts.Json;
import io.callstream.dispatcher.StandInGateway;
import io.callstream.dispatcher.TestLedger;
import io.callstream.dispatcher.gate.GateRig;
import io.callstream.dispatcher.rules.DialNews;
import io.callstream.retell.CallOrigin;
import io.callstream.retell.RetellCall;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataIntegrityViolationException;

/** What becomes of dials, on a real database; time passes by moving the ledger into the past. */
class LedgerIT {

  private static final String NUMBER = "+12125550111";
  private static final Duration LONGEST = Duration.ofHours(2).plusMinutes(5);

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

  // Answers of the sender

  @Test
  void anAcceptedDialIsPlacedAndSaid() {
    var call = rig.fresh(NUMBER);
    var dial = rig.dial();

    answered(dial, new DialNews.Accepted("r1"));
    answered(dial, new DialNews.Accepted("r1"));

    assertThat(ledger.dialState(dial)).isEqualTo("placed");
    assertThat(ledger.saidInShort(call)).containsExactly("placed");
    assertThat(ledger.said(call).getFirst().get("retell_call_id").stringValue()).isEqualTo("r1");
  }

  @Test
  void aRefusedCallFailsAndItsNumberIsFree() {
    var call = rig.fresh(NUMBER);
    var dial = rig.dial();

    answered(dial, new DialNews.Refused(422, "cannot find the agent"));

    assertThat(ledger.dialState(dial)).isEqualTo("rejected");
    assertThat(ledger.callState(call)).isEqualTo("done");
    assertThat(ledger.saidInShort(call)).containsExactly("ended assumed rejected");
    assertThat(numberOpen()).isFalse();
  }

  @Test
  void aDialThatWasNotSentFreesItsCallForAnotherDial() {
    var call = rig.fresh(NUMBER);
    var first = rig.dial();

    answered(first, new DialNews.NotSent("closed"));

    assertThat(ledger.callState(call)).isEqualTo("waiting");
    ledger.pass(Duration.ofSeconds(2));
    assertThat(rig.dial()).isNotEqualTo(first);
    assertThat(ledger.said(call)).isEmpty();
  }

  @Test
  void anUnknownDialKeepsItsCallItsNumberAndItsSlot() {
    var call = rig.fresh(NUMBER);
    var dial = rig.dial();

    answered(dial, new DialNews.Unsure("cut"));

    assertThat(ledger.dialState(dial)).isEqualTo("unknown");
    assertThat(ledger.callState(call)).isEqualTo("in_flight");
    assertThat(ledger.hold(call)).isEqualTo("unknown_outcome");
    assertThat(numberOpen()).isTrue();
  }

  @Test
  void aDefiniteAnswerThatComesAfterTheLeaseLapsedIsStillTrue() {
    var call = rig.fresh(NUMBER);
    var accepted = rig.dial();
    ledger.pass(Duration.ofSeconds(131));
    assertThat(ledger.ledger().lapse()).isEqualTo(1);
    assertThat(ledger.dialState(accepted)).isEqualTo("unknown");

    answered(accepted, new DialNews.Accepted("r1"));

    assertThat(ledger.dialState(accepted)).isEqualTo("placed");
    assertThat(ledger.saidInShort(call)).containsExactly("placed");

    var other = rig.fresh(NUMBER);
    var refused = rig.dial();
    ledger.pass(Duration.ofSeconds(131));
    ledger.ledger().lapse();
    answered(refused, new DialNews.Refused(422, "no"));
    assertThat(ledger.saidInShort(other)).containsExactly("ended assumed rejected");
  }

  @Test
  void aLeaseThatIsRenewedDoesNotLapse() {
    rig.fresh(NUMBER);
    var dial = rig.dial();
    ledger.pass(Duration.ofSeconds(100));
    var lease = ledger.gateSettings().gate().lease();
    ledger.ledger().renewLeases(List.of(dial), lease);
    ledger.pass(Duration.ofSeconds(100));

    assertThat(ledger.ledger().lapse()).isZero();
    ledger.ledger().renewLeases(List.of(UUID.randomUUID()), lease);
    ledger.pass(Duration.ofSeconds(31));
    assertThat(ledger.ledger().lapse()).as("another one was renewed").isEqualTo(1);
    assertThat(ledger.dialState(dial)).isEqualTo("unknown");
  }

  @Test
  void anAnswerToADialThatNeverCommittedChangesNothing() {
    rig.fresh(NUMBER);

    assertThat(ledger.ledger().answered(UUID.randomUUID(), new DialNews.NotSent("lost"))).isEmpty();
    assertThat(ledger.text("select unknowns from dispatch.line")).isEqualTo("0");
  }

  @Test
  void onlyNewUnknownsCountAgainstTheLine() {
    rig.fresh(NUMBER);
    var dial = rig.dial();

    answered(dial, new DialNews.Unsure("lease lapsed"));
    answered(dial, new DialNews.Unsure("and cut"));

    assertThat(ledger.text("select unknowns from dispatch.line")).isEqualTo("1");
    answered(dial, new DialNews.Accepted("r1"));
    assertThat(ledger.text("select unknowns from dispatch.line")).isEqualTo("0");
  }

  // 429

  @Test
  void aThrottledCallIsDialledAgainWhenTheListIsEmptyAndItHasSettled() {
    var call = rig.fresh(NUMBER);
    var first = rig.dial();
    answered(first, new DialNews.Throttled("slow down", null));
    assertThat(ledger.questions().unlisted(5)).as("asked only after settling").isEmpty();

    ledger.pass(Duration.ofMinutes(6));
    assertThat(ledger.questions().unlisted(5)).extracting(DialRow::dialId).containsExactly(first);
    ledger.ledger().notListed(first);
    var second = rig.dial();
    answered(second, new DialNews.Accepted("r2"));

    assertThat(ledger.saidInShort(call)).containsExactly("placed");
    assertThat(ledger.questions().unlisted(5)).isEmpty();
  }

  @Test
  void aThrottledCallThatTurnsOutToHaveBeenPlacedIsNotDialledAgain() {
    var call = rig.fresh(NUMBER);
    var first = rig.dial();
    answered(first, new DialNews.Throttled("slow down", null));

    ledger.ledger().seen(List.of(sighting("r1", call, first, null)));

    assertThat(ledger.callState(call)).isEqualTo("in_flight");
    assertThat(ledger.dialState(first)).isEqualTo("placed");
    assertThat(ledger.saidInShort(call)).containsExactly("placed late");
    assertThat(ledger.alerts(Alerts.Kind.LATE_EVIDENCE)).isPositive();
    assertThat(numberIsShut()).isTrue();
  }

  // Late evidence, second calls

  @Test
  void lateEvidenceWhileTheNextDialIsOpenIsTakenAndCountsAndShutsTheNumber() {
    var call = rig.fresh(NUMBER);
    var first = rig.dial();
    answered(first, new DialNews.Throttled("slow down", null));
    ledger.pass(Duration.ofMinutes(6));
    ledger.ledger().notListed(first);
    var second = rig.dial();

    ledger.ledger().seen(List.of(sighting("r1", call, first, null)));
    answered(second, new DialNews.Accepted("r2"));

    assertThat(ledger.dialState(first)).isEqualTo("placed");
    assertThat(ledger.dialState(second)).isEqualTo("placed");
    assertThat(ledger.saidInShort(call)).containsExactly("placed late", "placed");
    assertThat(openDials()).isEqualTo("2");
    assertThat(numberIsShut()).isTrue();

    end("r2");
    assertThat(ledger.callState(call)).as("one dial is still open").isEqualTo("in_flight");
    assertThat(numberIsShut()).as("by the other dial").isTrue();
    end("r1");
    assertThat(ledger.callState(call)).isEqualTo("done");
    assertThat(numberIsShut()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("noCall")
  void aDialThatRangNobodyLeavesTheEndToTheOneThatWasKnownLate(DialNews noCall) {
    var call = rig.fresh(NUMBER);
    var first = rig.dial();
    answered(first, new DialNews.Throttled("slow down", null));
    ledger.pass(Duration.ofMinutes(6));
    ledger.ledger().notListed(first);
    var second = rig.dial();
    ledger.ledger().seen(List.of(sighting("r1", call, first, null)));
    end("r1");
    assertThat(ledger.callState(call)).isEqualTo("in_flight");

    answered(second, noCall);

    assertThat(ledger.text("select concat_ws(' ', state, done_as, outcome) from dispatch.calls"))
        .isEqualTo("done ended answered");
  }

  private static List<DialNews> noCall() {
    return List.of(
        new DialNews.Refused(422, "no such agent"),
        new DialNews.Throttled("slow down", null),
        new DialNews.NotSent("connection refused"));
  }

  @Test
  void lateEvidenceOfAnAbandonedDialIsSaidAlthoughItsEndWasAssumed() {
    var call = rig.fresh(NUMBER);
    var dial = abandoned(call);

    ledger.ledger().seen(List.of(sighting("r1", call, dial, null)));

    assertThat(ledger.saidInShort(call)).containsExactly("ended assumed abandoned", "placed late");
    assertThat(openDials()).isEqualTo("1");
    end("r1");
    assertThat(ledger.saidInShort(call)).endsWith("ended webhook");
    assertThat(numberIsShut()).as("an observed end lifts it").isFalse();
  }

  @Test
  void aSecondRetellCallOfOneDialGetsARowIsToBeStoppedAndSaysNoPlaced() {
    var call = rig.fresh(NUMBER);
    var dial = rig.dial();
    answered(dial, new DialNews.Accepted("r1"));

    ledger.ledger().seen(List.of(sighting("r2", call, dial, null)));
    ledger.ledger().seen(List.of(sighting("r2", call, dial, null)));

    assertThat(ledger.saidInShort(call)).containsExactly("placed");
    assertThat(
            ledger.text("select count(*) from dispatch.dials where duplicate_of = '" + dial + "'"))
        .isEqualTo("1");
    assertThat(ledger.questions().stops(5)).extracting(DialRow::retellCallId).containsExactly("r2");
    assertThat(openDials()).as("it takes a slot").isEqualTo("2");

    end("r2");
    assertThat(ledger.callState(call)).isEqualTo("in_flight");
    end("r1");
    assertThat(ledger.callState(call)).isEqualTo("done");
    assertThat(numberIsShut()).isFalse();
  }

  @Test
  void threeSecondCallsShutTheLineUntilAPersonOpensIt() {
    ledger.reset();
    for (int i = 0; i < 3; i++) {
      assertThat(lineOpen()).isTrue();
      var call = TestLedger.call("+1212555012" + i);
      ledger.place(call);
      var dial = rig.dial();
      answered(dial, new DialNews.Accepted("a" + i));
      ledger.ledger().seen(List.of(sighting("b" + i, call, dial, null)));
    }

    assertThat(lineOpen()).isFalse();
    ledger.gateway.reopenLine();
    assertThat(lineOpen()).isTrue();
  }

  @Test
  void aDialOfALostPastIsWrittenDownSoThatItsCallIsNotDialledAgain() {
    var call = rig.fresh(NUMBER);
    var lost = UUID.randomUUID();

    ledger.ledger().seen(List.of(sighting("r1", call, lost, null)));

    assertThat(ledger.callState(call)).isEqualTo("in_flight");
    assertThat(ledger.dialState(lost)).isEqualTo("placed");
    assertThat(ledger.saidInShort(call)).containsExactly("placed late");
    assertThat(numberIsShut()).isTrue();
    assertThat(ledger.alerts(Alerts.Kind.UNKNOWN_DIAL)).isPositive();
  }

  // Unknown, abandoned

  @Test
  void anUnknownDialIsAbandonedAfterItsTimeAndThreeEmptyAnswersAndItsNumberStaysShut() {
    var call = rig.fresh(NUMBER);
    var dial = rig.dial();
    answered(dial, new DialNews.Unsure("cut"));

    ledger.ledger().notListed(dial);
    ledger.ledger().notListed(dial);
    ledger.ledger().notListed(dial);
    assertThat(ledger.dialState(dial)).as("three answers, but too early").isEqualTo("unknown");

    ledger.pass(Duration.ofMinutes(14));
    ledger.ledger().notListed(dial);
    assertThat(ledger.dialState(dial)).isEqualTo("unknown");
    ledger.pass(Duration.ofMinutes(1));
    ledger.ledger().notListed(dial);

    assertThat(ledger.dialState(dial)).isEqualTo("abandoned");
    assertThat(ledger.callState(call)).isEqualTo("done");
    assertThat(ledger.saidInShort(call)).containsExactly("ended assumed abandoned");
    assertThat(ledger.alerts(Alerts.Kind.ABANDONED)).isPositive();
    assertThat(numberOpen()).isFalse();
    assertThat(numberIsShut()).isTrue();
    ledger.pass(LONGEST.minusMinutes(16));
    assertThat(numberIsShut()).isTrue();
    ledger.pass(Duration.ofMinutes(2));
    assertThat(numberIsShut()).isFalse();
  }

  @Test
  void anUnknownDialIsNotAbandonedBeforeThreeAnswersHoweverOldItIs() {
    rig.fresh(NUMBER);
    var dial = rig.dial();
    answered(dial, new DialNews.Unsure("cut"));
    ledger.pass(Duration.ofHours(5));

    ledger.ledger().notListed(dial);
    ledger.ledger().notListed(dial);
    assertThat(ledger.dialState(dial)).isEqualTo("unknown");
    ledger.ledger().notListed(dial);
    assertThat(ledger.dialState(dial)).isEqualTo("abandoned");
  }

  @Test
  void questionsAboutAnUnknownDialAreTakenOnceAndComeBackLater() {
    rig.fresh(NUMBER);
    var dial = rig.dial();
    answered(dial, new DialNews.Unsure("cut"));
    assertThat(ledger.questions().unlisted(5)).as("not before DIAL_ASK_FIRST").isEmpty();

    ledger.pass(Duration.ofSeconds(6));
    var due = ledger.questions().unlisted(5).getFirst();
    assertThat(ledger.questions().take(due)).isTrue();
    assertThat(ledger.questions().take(due)).as("another instance").isFalse();
    assertThat(ledger.questions().unlisted(5)).isEmpty();
    ledger.pass(Duration.ofSeconds(11));
    assertThat(ledger.questions().unlisted(5)).hasSize(1);
  }

  @Test
  void aWebhookSettlesAnUnknownDial() {
    var call = rig.fresh(NUMBER);
    var dial = rig.dial();
    answered(dial, new DialNews.Unsure("cut"));

    ledger.ledger().seen(List.of(sighting("r1", call, dial, new End.Reported("user_hangup"))));

    assertThat(ledger.saidInShort(call)).containsExactly("placed", "ended webhook");
    assertThat(ledger.callState(call)).isEqualTo("done");
    answered(dial, new DialNews.Accepted("r1"));
    assertThat(ledger.saidInShort(call)).as("the answer after all").hasSize(2);
  }

  // Ends

  @Test
  void anEndWithoutMetadataFindsItsDialByRetellsId() {
    var call = rig.fresh(NUMBER);
    answered(rig.dial(), new DialNews.Accepted("r1"));

    end("r1");

    assertThat(ledger.saidInShort(call)).containsExactly("placed", "ended webhook");
    assertThat(numberOpen()).isFalse();
  }

  @Test
  void anEndThatComesBeforeItsDialIsKnownIsKeptAndApplied() {
    var call = rig.fresh(NUMBER);
    var dial = rig.dial();
    end("r1");
    assertThat(ledger.ledger().takePending(TestLedger.PATIENCE)).isZero();

    answered(dial, new DialNews.Accepted("r1"));
    assertThat(ledger.ledger().takePending(TestLedger.PATIENCE)).isEqualTo(1);

    assertThat(ledger.saidInShort(call)).containsExactly("placed", "ended webhook");
    assertThat(ledger.text("select count(*) from dispatch.pending")).isEqualTo("0");
  }

  @Test
  void anOldEndIsAppliedToADialThatBecomesKnown() {
    rig.fresh(NUMBER);
    var dial = rig.dial();
    end("r1");
    ledger.run("update dispatch.pending set received_at = now() - interval '1 hour'");
    answered(dial, new DialNews.Accepted("r1"));

    assertThat(ledger.ledger().takePending(Duration.ofMinutes(5))).isZero();
    assertThat(ledger.ledger().takePending(Duration.ofDays(1))).isEqualTo(1);
    assertThat(numberOpen()).isFalse();
  }

  /** However old it is: what it says keeps the call from being dialled. */
  @Test
  void anOldWebhookOfOurOwnIsAppliedToARequestAtOnce() {
    ledger.reset();
    var call = TestLedger.call(NUMBER);
    ledger
        .ledger()
        .seen(List.of(sighting("r1", call, UUID.randomUUID(), new End.Reported("user_hangup"))));
    ledger.run("update dispatch.pending set received_at = now() - interval '1 hour'");

    ledger.place(call);
    assertThat(ledger.ledger().takePending(Duration.ofMinutes(5))).isEqualTo(1);

    assertThat(ledger.callState(call)).isEqualTo("done");
  }

  @Test
  void aWebhookThatComesBeforeItsRequestIsKeptAndAppliedSoThatItIsNotDialled() {
    ledger.reset();
    var call = TestLedger.call(NUMBER);
    var dial = UUID.randomUUID();
    ledger.ledger().seen(List.of(sighting("r1", call, dial, new End.Reported("user_hangup"))));

    ledger.place(call);
    assertThat(ledger.ledger().takePending(TestLedger.PATIENCE)).isEqualTo(1);

    assertThat(ledger.callState(call)).isEqualTo("done");
    assertThat(ledger.saidInShort(call)).containsExactly("placed late", "ended webhook");
  }

  @Test
  void whatNobodyClaimsIsForgottenAfterADay() {
    ledger.reset();
    end("stranger");
    ledger.pass(Duration.ofHours(23));
    assertThat(ledger.ledger().forgetPending()).isZero();
    ledger.pass(Duration.ofHours(2));
    assertThat(ledger.ledger().forgetPending()).isEqualTo(1);
  }

  @Test
  void theStartOfAStrangersCallIsNotKept() {
    ledger.reset();
    ledger.ledger().seen(List.of(new Sighting("stranger", null, null, true)));

    assertThat(ledger.text("select count(*) from dispatch.pending")).isEqualTo("0");
  }

  @Test
  void anAskedEndIsSaidWithRetellsObject() {
    var call = rig.fresh(NUMBER);
    answered(rig.dial(), new DialNews.Accepted("r1"));

    ledger.ledger().seen(List.of(asked("r1", "hello")));
    ledger.ledger().seen(List.of(asked("r1", "hello")));

    assertThat(ledger.saidInShort(call)).containsExactly("placed", "ended asked");
    var said = ledger.said(call).getLast().get("provider_call");
    assertThat(said.get("disconnection_reason").stringValue()).isEqualTo("agent_hangup");
    assertThat(said.get("transcript").stringValue()).isEqualTo("hello");
  }

  @Test
  void anAskedEndThatIsTooLargeIsSaidWithoutItsTranscript() {
    var call = rig.fresh(NUMBER);
    answered(rig.dial(), new DialNews.Accepted("r1"));

    ledger.ledger().seen(List.of(asked("r1", "x".repeat(600_000))));

    var said = ledger.said(call).getLast().get("provider_call");
    assertThat(said.has("transcript")).isFalse();
    assertThat(said.get("disconnection_reason").stringValue()).isEqualTo("agent_hangup");
  }

  @Test
  void aCallThatRetellDoesNotKnowThreeTimesIsLostAndShutsItsNumber() {
    var call = rig.fresh(NUMBER);
    var dial = rig.dial();
    answered(dial, new DialNews.Accepted("r1"));

    ledger.ledger().notFound(dial);
    ledger.ledger().notFound(dial);
    assertThat(ledger.dialState(dial)).isEqualTo("placed");
    ledger.ledger().notFound(dial);

    assertThat(ledger.saidInShort(call)).containsExactly("placed", "ended assumed lost");
    assertThat(numberIsShut()).isTrue();
    end("r1");
    assertThat(numberIsShut()).as("an observed end lifts it").isFalse();
    assertThat(ledger.saidInShort(call)).as("the projector reads webhooks itself").hasSize(2);
  }

  @Test
  void aCallWhoseEndNobodySaysIsLostWhenTheLongestCallWouldBeOver() {
    var call = rig.fresh(NUMBER);
    var dial = rig.dial();
    answered(dial, new DialNews.Accepted("r1"));

    ledger.pass(LONGEST.minusMinutes(1));
    ledger.ledger().stillOpen(dial);
    assertThat(ledger.dialState(dial)).isEqualTo("placed");
    ledger.pass(Duration.ofMinutes(2));
    ledger.ledger().stillOpen(dial);

    assertThat(ledger.saidInShort(call)).containsExactly("placed", "ended assumed lost");
  }

  @Test
  void anEndThatIsAskedForAfterItWasAssumedCorrectsIt() {
    var call = rig.fresh(NUMBER);
    var dial = rig.dial();
    answered(dial, new DialNews.Accepted("r1"));
    for (int i = 0; i < 3; i++) {
      ledger.ledger().notFound(dial);
    }

    ledger.ledger().seen(List.of(asked("r1", "hello")));

    assertThat(ledger.saidInShort(call))
        .containsExactly("placed", "ended assumed lost", "ended asked");
  }

  @Test
  void theEndOfACallWhoseWebhookAReaderGaveUpOnIsAskedForAndSaidAgain() {
    var call = rig.fresh(NUMBER);
    var dial = rig.dial();
    answered(dial, new DialNews.Accepted("r1"));
    end("r1");
    assertThat(ledger.questions().ends(5)).isEmpty();

    ledger.questions().askAgain(List.of(), List.of("r1"));

    assertThat(ledger.questions().ends(5)).extracting(DialRow::dialId).containsExactly(dial);
    ledger.ledger().seen(List.of(asked("r1", "hello")));
    assertThat(ledger.saidInShort(call)).containsExactly("placed", "ended webhook", "ended asked");
    ledger.ledger().seen(List.of(asked("r1", "hello")));
    assertThat(ledger.saidInShort(call)).hasSize(3);
    assertThat(ledger.questions().ends(5)).isEmpty();
  }

  // Ends without a dial

  @Test
  void aCallThatWaitsBeyondItsTimeExpires() {
    var call = rig.fresh(NUMBER);
    assertThat(ledger.requests().expire()).isZero();
    ledger.pass(Duration.ofHours(2));

    assertThat(ledger.requests().expire()).isEqualTo(1);
    assertThat(ledger.requests().expire()).isZero();

    assertThat(ledger.callState(call)).isEqualTo("done");
    assertThat(ledger.saidInShort(call)).containsExactly("ended assumed expired");
    assertThatThrownBy(rig::dial).isInstanceOf(AssertionError.class);
  }

  @Test
  void aCallThatIsInFlightDoesNotExpire() {
    var call = rig.fresh(NUMBER);
    answered(rig.dial(), new DialNews.Unsure("cut"));
    ledger.pass(Duration.ofHours(2));

    assertThat(ledger.requests().expire()).isZero();
    assertThat(ledger.saidInShort(call)).isEmpty();
  }

  @Test
  void aCancelledCallDoesNotExpireButEndsWithItsCancellation() {
    var call = rig.fresh(NUMBER);
    ledger.gateway.run(StandInGateway.withdraw(call.requestId()));
    ledger.pass(Duration.ofHours(2));

    assertThat(ledger.requests().expire()).isZero();
    ledger.transactions().executeWithoutResult(_ -> ledger.requests().cancelled(call.callId()));

    assertThat(ledger.callState(call)).isEqualTo("done");
    assertThat(ledger.said(call)).as("the gateway says it").isEmpty();
  }

  @Test
  void aRequestGivenUpByTheGatewayEndsUndeliverableUnlessItWasDialled() {
    var waiting = rig.fresh(NUMBER);
    givenUp(waiting);
    givenUp(waiting);
    assertThat(ledger.callState(waiting)).isEqualTo("done");
    assertThat(ledger.saidInShort(waiting)).containsExactly("ended assumed undeliverable");

    var dialled = rig.fresh(NUMBER);
    rig.dial();
    givenUp(dialled);
    assertThat(ledger.callState(dialled)).isEqualTo("in_flight");
    assertThat(ledger.said(dialled)).isEmpty();
  }

  @Test
  void aRequestIsGivenUpAlsoBesideAGatewayWithoutCampaigns() {
    ledger.reset();
    var call = TestLedger.call(NUMBER);
    ledger.gateway.run("alter function gateway.campaign_of rename to not_yet");
    try {
      givenUp(call);
    } finally {
      ledger.gateway.run("alter function gateway.not_yet rename to campaign_of");
    }
    assertThat(ledger.callState(call)).isEqualTo("done");
  }

  @Test
  void aRequestGivenUpBeforeItCameIsNeverDialled() {
    ledger.reset();
    var call = TestLedger.call(NUMBER);
    givenUp(call);

    ledger.place(call);

    assertThat(ledger.callState(call)).isEqualTo("done");
    assertThat(ledger.saidInShort(call)).containsExactly("ended assumed undeliverable");
  }

  // What others read

  @Test
  void theGatewaySeesWhereARequestStands() {
    var call = rig.fresh(NUMBER);
    assertThat(state(call)).isEqualTo("waiting null");
    var dial = rig.dial();
    assertThat(state(call)).isEqualTo("dialling null");
    answered(dial, new DialNews.Unsure("cut"));
    assertThat(state(call)).isEqualTo("unknown null");
    answered(dial, new DialNews.Accepted("r1"));
    assertThat(state(call)).isEqualTo("live r1");
    end("r1");
    assertThat(state(call)).isEqualTo("done null");
    assertThat(known(call.requestId())).isTrue();
    assertThat(known(UUID.randomUUID())).isFalse();
  }

  @Test
  void everyCallThatIsNotDoneAndNotOnTheLineSaysWhy() {
    var due = rig.fresh(NUMBER);
    assertThat(ledger.hold(due)).isEqualTo("paced");

    var now = Instant.now();
    var template = TestLedger.call("+12125550112");
    var later =
        new PlaceCall(
            template.requestId(),
            template.callId(),
            1,
            null,
            template.toNumber(),
            template.fromNumber(),
            null,
            template.variables(),
            template.metadata(),
            now.plusSeconds(600),
            now.plusSeconds(900),
            "admin",
            now);
    ledger.place(later);
    assertThat(ledger.hold(later)).isEqualTo("scheduled");

    ledger.run("update dispatch.line_hold set code = 'no_slot', text = 'full'");
    assertThat(ledger.hold(due)).isEqualTo("no_slot");
    assertThat(ledger.hold(later)).as("its own reason stays").isEqualTo("scheduled");

    ledger.run("update dispatch.line_hold set code = 'stop_all', text = 'stopped'");
    assertThat(ledger.hold(due)).isEqualTo("stop_all");
    assertThat(ledger.hold(later)).as("what holds everything wins").isEqualTo("stop_all");
  }

  // The indexes

  @Test
  void theDatabaseRefusesASecondOpenDialOfACallAndOfANumber() {
    var call = rig.fresh(NUMBER);
    rig.dial();
    var other = TestLedger.call(NUMBER);
    ledger.place(other);

    assertThatThrownBy(() -> insertDial(call, "+12125550119"))
        .isInstanceOf(DataIntegrityViolationException.class)
        .hasMessageContaining("one_open_dial_per_call");
    assertThatThrownBy(() -> insertDial(other, NUMBER))
        .isInstanceOf(DataIntegrityViolationException.class)
        .hasMessageContaining("one_open_dial_per_number");
  }

  @Test
  void theDatabaseRefusesOneRetellCallForTwoDials() {
    var call = rig.fresh(NUMBER);
    answered(rig.dial(), new DialNews.Accepted("r1"));
    ledger.place(TestLedger.call("+12125550112"));
    var second = rig.dial();

    assertThatThrownBy(() ->
            ledger.run(
                "update dispatch.dials set state = 'placed', retell_call_id = 'r1'"
                    + " where dial_id = '"
                    + second
                    + "'"))
        .isInstanceOf(DataIntegrityViolationException.class);
    assertThat(ledger.saidInShort(call)).containsExactly("placed");
  }

  private static void insertDial(PlaceCall call, String number) {
    ledger.run(
        "insert into dispatch.dials"
            + " (dial_id, call_id, request_id, to_number, state, gate_at, lease_until) values"
            + " (gen_random_uuid(), '%s', '%s', '%s', 'dialling', now(), now())"
                .formatted(call.callId(), call.requestId(), number));
  }

  private static UUID abandoned(PlaceCall call) {
    var dial = rig.dial();
    answered(dial, new DialNews.Unsure("cut"));
    ledger.pass(Duration.ofMinutes(16));
    for (int i = 0; i < 3; i++) {
      ledger.ledger().notListed(dial);
    }
    assertThat(ledger.callState(call)).isEqualTo("done");
    return dial;
  }

  private static void answered(UUID dialId, DialNews news) {
    assertThat(ledger.ledger().answered(dialId, news)).isPresent();
  }

  private static void end(String retellCallId) {
    ledger
        .ledger()
        .seen(List.of(new Sighting(retellCallId, null, new End.Reported("user_hangup"), false)));
  }

  private static void givenUp(PlaceCall call) {
    ledger
        .transactions()
        .executeWithoutResult(_ ->
            ledger
                .requests()
                .undeliverable(
                    new RequestUndeliverable(call.requestId(), call.callId(), Instant.now())));
  }

  private static Sighting sighting(
      String retellCallId, PlaceCall call, UUID dialId, @Nullable End end) {
    var origin = new CallOrigin(call.callId(), dialId, call.requestId());
    return new Sighting(retellCallId, origin, end, false);
  }

  private static Sighting asked(String retellCallId, String transcript) {
    var json =
        Json.mapper()
            .createObjectNode()
            .put("call_id", retellCallId)
            .put("call_status", "ended")
            .put("disconnection_reason", "agent_hangup")
            .put("transcript", transcript);
    return new Sighting(
        retellCallId, null, new End.Asked(RetellCall.of(json).orElseThrow()), false);
  }

  private static boolean numberOpen() {
    return ledger
        .text("select open_dial is not null from dispatch.numbers where number = '" + NUMBER + "'")
        .equals("true");
  }

  private static boolean numberIsShut() {
    return ledger
        .text("select shut_until > now() from dispatch.numbers where number = '" + NUMBER + "'")
        .equals("true");
  }

  private static String openDials() {
    return ledger.text(
        "select count(*) from dispatch.dials where state in ('dialling', 'unknown', 'placed')");
  }

  private static boolean lineOpen() {
    return ledger
        .asGateway()
        .sql("select open from dispatch.api_line")
        .query((row, _) -> row.getBoolean(1))
        .single();
  }

  private static String state(PlaceCall call) {
    return ledger
        .asGateway()
        .sql("select state, retell_call_id from dispatch.request_state(:id)")
        .param("id", call.requestId())
        .query((row, _) -> row.getString(1) + " " + row.getString(2))
        .single();
  }

  private static boolean known(UUID requestId) {
    return ledger
        .asGateway()
        .sql("select count(*) > 0 from dispatch.known(:ids)")
        .param("ids", SqlIds.array(List.of(requestId)))
        .query((row, _) -> row.getBoolean(1))
        .single();
  }
}
