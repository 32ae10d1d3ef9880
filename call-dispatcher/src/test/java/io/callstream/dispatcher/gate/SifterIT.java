package io.callstream.dispatcher.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.dispatcher.TestCampaigns;
import io.callstream.dispatcher.TestLedger;
import io.callstream.dispatcher.ledger.Alerts;
import io.callstream.dispatcher.ledger.Awakenings;
import io.callstream.dispatcher.ledger.Completions;
import io.callstream.dispatcher.ledger.End;
import io.callstream.dispatcher.ledger.SelfPauses;
import io.callstream.dispatcher.ledger.Sighting;
import io.callstream.dispatcher.rules.DialNews;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is done around the gate so that no campaign stands before another, and none goes on wrongly.
 */
class SifterIT {

  @SuppressWarnings("NullAway.Init")
  private static GateRig rig;

  @SuppressWarnings("NullAway.Init")
  private static TestCampaigns campaigns;

  @BeforeAll
  static void open() {
    rig = new GateRig("DIAL_UNANSWERED", "100", "DIAL_PER_SECOND", "0.02");
    campaigns = new TestCampaigns(rig.ledger);
  }

  @AfterAll
  static void close() throws SQLException {
    rig.close();
  }

  @BeforeEach
  void begin() {
    rig.ledger.reset();
    rig.retell.concurrency(100);
    rig.slots.ask();
  }

  /**
   * At one dial at a time, too: whoever waits for its turn has what nobody else takes meanwhile.
   */
  @Test
  void twoLanesAreNeverOfferedTheSameCall() {
    for (int i = 0; i < 9; i++) {
      rig.ledger.place(TestLedger.call("+1212555011" + i));
    }
    var sifter = rig.sifter();

    var first = sifter.sift().candidates();
    var second = sifter.sift().candidates();

    assertThat(first).hasSize(3).doesNotContainAnyElementsOf(second);
    assertThat(second).hasSize(3);
  }

  /** It would find them dialled when its turn has come. */
  @Test
  void whoWaitsBehindAnotherProcessLeavesItTheCallsThatAreLongestDue() {
    for (int i = 0; i < 103; i++) {
      rig.ledger.place(TestLedger.call("+1212555%04d".formatted(i)));
    }
    rig.ledger.run(
        "update dispatch.calls set due_at = due_at - interval '1 hour' + right(to_number, 4)::int * interval '1 s'");

    var behind = rig.sifter(true).sift().candidates();

    assertThat(behind)
        .extracting(WaitingCalls.Candidate::toNumber)
        .containsExactly("+12125550100", "+12125550101", "+12125550102");
    rig.ledger.run("delete from dispatch.calls where to_number > '+12125550050'");
    assertThat(rig.sifter(true).sift().candidates())
        .as("the longest due where no others may be dialled")
        .extracting(WaitingCalls.Candidate::toNumber)
        .containsExactly("+12125550000", "+12125550001", "+12125550002");
  }

  @Test
  void aCampaignOutsideItsHoursDoesNotStandBeforeAnother() {
    var closed = campaigns.create(TestCampaigns.NEVER, "");
    var open = campaigns.create(TestCampaigns.ALWAYS, "");
    var held = new ArrayList<PlaceCall>();
    for (int i = 0; i < 300; i++) {
      held.add(campaigns.call(closed, "+1212555%04d".formatted(i)));
    }
    rig.ledger.place(held.toArray(PlaceCall[]::new));
    var call = campaigns.place(open, "+13105550100");
    rig.ledger.run(
        "update dispatch.campaigns set pass = 1000000 where campaign_id = '" + open + "'");

    var found = rig.sifter().sift();

    assertThat(found.candidates()).extracting(c -> c.callId()).containsExactly(call.callId());
    assertThat(
            rig.ledger.text(
                "select count(*) from dispatch.calls where hold_code = 'outside_window'"))
        .as("the first few, then many")
        .isEqualTo("203");
    rig.sifter().sift();
    assertThat(
            rig.ledger.text(
                "select count(*) from dispatch.calls where hold_code = 'outside_window'"))
        .isEqualTo("300");
    assertThat(rig.ledger.text("select count(*) from dispatch.dials")).isEqualTo("0");
  }

  @Test
  void callsToANumberThatIsBeingCalledDoNotStandBeforeACampaign() {
    rig.ledger.place(TestLedger.call("+12125550111"));
    rig.dial();
    for (int i = 0; i < 20; i++) {
      rig.ledger.place(TestLedger.call("+12125550111"));
    }
    campaigns.place(campaigns.create(TestCampaigns.ALWAYS, ""), "+12125550112");
    rig.ledger.run("update dispatch.providers set next_dial_at = '-infinity'");

    var sifted = rig.sifter().sift();

    assertThat(sifted.candidates())
        .extracting(WaitingCalls.Candidate::toNumber)
        .containsExactly("+12125550112");
    assertThat(rig.ledger.text("select count(*) from dispatch.calls where hold_code = 'open_call'"))
        .isEqualTo("20");
  }

  @Test
  void aPausedCampaignIsSeenWithoutAConnection() {
    var paused = campaigns.create(TestCampaigns.ALWAYS, "");
    campaigns.place(paused, "+12125550111");
    campaigns.state(paused, "paused");

    assertThat(rig.sifter().sift()).isEqualTo(new Sifter.Sifted(List.of(), false));
    assertThat(rig.ledger.text("select code from dispatch.api_campaign_holds")).isEqualTo("paused");
    rig.ledger.run("update dispatch.campaigns set look_at = look_at + interval '1 hour'");
    assertThat(rig.gate.anyDue()).as("it is left alone for a while").isFalse();
  }

  @Test
  void rulesThatCannotBeUnderstoodHoldTheirOwnCampaignAlone() {
    var broken = campaigns.create(TestCampaigns.ALWAYS, "");
    var well = campaigns.create(TestCampaigns.ALWAYS, "");
    campaigns.place(broken, "+12125550111");
    var call = campaigns.place(well, "+12125550112");
    rig.ledger.gateway.run(
        "update gateway.campaigns set rules = jsonb_set(rules, '{window,from}', '\"noon\"') where campaign_id = '"
            + broken
            + "'");
    rig.ledger.run(
        "update dispatch.campaigns set pass = 1000000 where campaign_id = '" + well + "'");

    assertThat(rig.sifter().sift().candidates())
        .extracting(c -> c.callId())
        .containsExactly(call.callId());
    assertThat(rig.ledger.text("select code from dispatch.api_campaign_holds"))
        .isEqualTo("control_unavailable");
  }

  @Test
  void otherRulesWakeWhomTheOldOnesHeld() {
    var id = campaigns.create(TestCampaigns.NEVER, "");
    var call = campaigns.place(id, "+12125550111");
    rig.sifter().sift();
    var awakenings = new Awakenings(rig.ledger.workClient());
    awakenings.rulesChanged();
    rig.sifter().sift();
    assertThat(rig.sifter().sift().more()).isFalse();

    rig.ledger.gateway.run(
        "update gateway.campaigns set revision = revision + 1, rules = jsonb_set(rules, '{window}', '"
            + TestCampaigns.ALWAYS
            + "')");
    awakenings.rulesChanged();

    assertThat(rig.sifter().sift().candidates())
        .extracting(c -> c.callId())
        .containsExactly(call.callId());
  }

  @Test
  void whoStillWaitsWhenACampaignsTimeWasCutAndIsOverExpires() {
    var cut = campaigns.create(TestCampaigns.ALWAYS, "");
    var goesOn = campaigns.create(TestCampaigns.ALWAYS, ", \"end_at\": \"2099-01-01T00:00:00Z\"");
    var call = campaigns.place(cut, "+12125550111");
    var other = campaigns.place(goesOn, "+12125550112");
    var awakenings = new Awakenings(rig.ledger.workClient());
    assertThat(awakenings.campaignsOver()).isFalse();
    assertThat(rig.ledger.requests().expire()).isZero();

    rig.ledger.gateway.run(
        "update gateway.campaigns set revision = revision + 1,"
            + " rules = rules || '{\"end_at\": \"2020-01-01T00:00:00Z\"}' where campaign_id = '"
            + cut
            + "'");
    assertThat(awakenings.campaignsOver()).isFalse();

    assertThat(rig.ledger.requests().expire()).isEqualTo(1);
    assertThat(rig.ledger.callState(call)).isEqualTo("done");
    assertThat(rig.ledger.callState(other)).isEqualTo("waiting");
  }

  @Test
  void whoIsTakenOffTheListIsLookedAtAgain() {
    var id = campaigns.create(TestCampaigns.ALWAYS, "");
    var call = campaigns.place(id, "+12125550111");
    rig.ledger.gateway.run("insert into gateway.suppressions values ('+12125550111')");
    rig.sifter().sift();
    assertThat(rig.ledger.hold(call)).isEqualTo("suppressed");
    var awakenings = new Awakenings(rig.ledger.workClient());
    awakenings.numbersFreed();
    assertThat(rig.ledger.hold(call)).isEqualTo("suppressed");

    rig.ledger.gateway.run("truncate gateway.suppressions");
    awakenings.numbersFreed();

    assertThat(rig.sifter().sift().candidates()).hasSize(1);
  }

  @Test
  void anAttemptThatTheRulesNoLongerWantIsNotMade() {
    var id =
        campaigns.create(
            TestCampaigns.ALWAYS,
            ", \"retry\": [{\"on\": [\"no_answer\"], \"delay_s\": 60}], \"max_attempts\": 2");
    campaigns.place(id, "+12125550111");
    rig.ledger.ledger().answered(rig.dial(), new DialNews.Accepted("r1"));
    end("r1", "dial_no_answer");
    rig.ledger.gateway.run(
        "update gateway.campaigns set rules = jsonb_set(rules, '{max_attempts}', '1')");
    rig.ledger.pass(Duration.ofMinutes(2));
    rig.ledger.run("update dispatch.budget set next_dial_at = '-infinity'");

    assertThat(rig.taken()).isEqualTo("nothing");
    assertThat(rig.ledger.requests().expire()).isEqualTo(1);
  }

  @Test
  void otherRulesReachWhomARetryKeepsWaiting() {
    var id =
        campaigns.create(
            TestCampaigns.ALWAYS,
            ", \"retry\": [{\"on\": [\"no_answer\"], \"delay_s\": 600}], \"max_attempts\": 3");
    campaigns.place(id, "+12125550111");
    rig.ledger.ledger().answered(rig.dial(), new DialNews.Accepted("r1"));
    end("r1", "dial_no_answer");
    var awakenings = new Awakenings(rig.ledger.workClient());
    awakenings.rulesChanged();
    assertThat(rig.ledger.requests().expire()).isZero();

    rig.ledger.gateway.run(
        "update gateway.campaigns set revision = revision + 1,"
            + " rules = jsonb_set(rules, '{max_attempts}', '1')");
    awakenings.rulesChanged();

    assertThat(rig.ledger.requests().expire()).isEqualTo(1);
  }

  @Test
  void whoTalkedIsNotCalledAgainThoughASecondCallEndsUnanswered() {
    var id =
        campaigns.create(
            TestCampaigns.ALWAYS,
            ", \"retry\": [{\"on\": [\"no_answer\"], \"delay_s\": 60}], \"max_attempts\": 3");
    campaigns.place(id, "+12125550111");
    var dial = rig.dial();
    rig.ledger.ledger().answered(dial, new DialNews.Accepted("r1"));
    rig.ledger.ledger().answered(dial, new DialNews.Accepted("r2"));

    end("r1", "user_hangup");
    end("r2", "dial_no_answer");

    assertThat(rig.ledger.text("select count(*) from dispatch.calls")).isEqualTo("1");
    assertThat(rig.ledger.text("select outcome from dispatch.calls")).isEqualTo("answered");
  }

  @Test
  void whoWasReachedByASecondCallAfterAllIsNotCalledAgain() {
    var id =
        campaigns.create(
            TestCampaigns.ALWAYS,
            ", \"retry\": [{\"on\": [\"no_answer\"], \"delay_s\": 60}], \"max_attempts\": 3");
    campaigns.place(id, "+12125550111");
    var dial = rig.dial();
    rig.ledger.ledger().answered(dial, new DialNews.Accepted("r1"));
    end("r1", "dial_no_answer");
    assertThat(rig.ledger.text("select count(*) from dispatch.calls where state = 'waiting'"))
        .isEqualTo("1");
    rig.ledger.ledger().answered(dial, new DialNews.Accepted("r2"));

    end("r2", "user_hangup");

    rig.ledger.pass(Duration.ofMinutes(2));
    rig.ledger.run("update dispatch.budget set next_dial_at = '-infinity'");
    assertThat(rig.taken()).isEqualTo("nothing");
    assertThat(rig.ledger.requests().expire()).isEqualTo(1);
  }

  @Test
  void manyPausedCampaignsDoNotMakeTheOthersWait() {
    for (int i = 0; i < 5; i++) {
      var paused = campaigns.create(TestCampaigns.ALWAYS, "");
      campaigns.place(paused, "+1212555011" + i);
      campaigns.state(paused, "paused");
    }

    assertThat(rig.sifter().sift()).isEqualTo(new Sifter.Sifted(List.of(), true));
  }

  @Test
  void aCancelledRequestIsNotCalledAgain() {
    var id =
        campaigns.create(
            TestCampaigns.ALWAYS,
            ", \"retry\": [{\"on\": [\"no_answer\"], \"delay_s\": 60}], \"max_attempts\": 3");
    var call = campaigns.place(id, "+12125550111");
    rig.ledger.ledger().answered(rig.dial(), new DialNews.Accepted("r1"));
    rig.ledger.gateway.run(io.callstream.dispatcher.StandInGateway.askStop(call.requestId()));

    end("r1", "dial_no_answer");

    assertThat(rig.ledger.text("select count(*) from dispatch.calls")).isEqualTo("1");
  }

  @Test
  void eachRequestIsSaidToBeOverOnceWithItsLastAttempt() {
    var id =
        campaigns.create(
            TestCampaigns.ALWAYS,
            ", \"retry\": [{\"on\": [\"no_answer\"], \"delay_s\": 60}], \"max_attempts\": 2");
    campaigns.place(id, "+12125550111");
    var completions =
        new Completions(rig.ledger.workClient(), rig.ledger.transactions(), rig.ledger.signals());
    rig.ledger.ledger().answered(rig.dial(), new DialNews.Accepted("r1"));
    end("r1", "dial_no_answer");
    completions.sayOnce();
    assertThat(completed()).as("another attempt follows").isEqualTo("0");
    rig.ledger.pass(Duration.ofMinutes(2));
    rig.ledger.ledger().answered(rig.dial(), new DialNews.Accepted("r2"));
    end("r2", "dial_busy");

    completions.sayOnce();
    completions.sayOnce();

    assertThat(completed()).isEqualTo("1");
    assertThat(
            rig.ledger.text(
                "select convert_from(value, 'UTF8')::json ->> 'outcome' from outbox.messages"
                    + " where convert_from(value, 'UTF8') like '%request_completed%'"))
        .isEqualTo("busy");
  }

  @Test
  void aCampaignThatIsNotPaidForPausesItself() {
    var id = campaigns.create(TestCampaigns.ALWAYS, "");
    campaigns.place(id, "+12125550111");
    rig.ledger.ledger().answered(rig.dial(), new DialNews.Accepted("r1"));
    campaigns.place(id, "+12125550112");
    var pauses =
        new SelfPauses(
            rig.ledger.workClient(), rig.ledger.transactions(), new Alerts(rig.ledger.meters));
    pauses.lookOnce();
    assertThat(campaigns.state(id)).isEqualTo("running");

    end("r1", "no_valid_payment");
    manyEndAfterIt(id);
    pauses.lookOnce();

    assertThat(campaigns.state(id)).isEqualTo("pausing");
    campaigns.state(id, "running");
    pauses.lookOnce();
    assertThat(campaigns.state(id)).as("it is not paused again for the past").isEqualTo("running");
  }

  private void manyEndAfterIt(UUID campaignId) {
    rig.ledger.run(
        """
        insert into dispatch.dials (dial_id, call_id, request_id, to_number, state, gate_at, sender,
          lease_until, campaign_id, retell_call_id, ended_at, end_source, end_reason)
        select gen_random_uuid(), c.call_id, gen_random_uuid(), '+1', 'ended',
               now() + g * interval '1 ms', gen_random_uuid(), now(), c.campaign_id,
               gen_random_uuid()::text, now(), 'webhook', 'user_hangup'
          from (select * from dispatch.calls where campaign_id = '%s' limit 1) c,
               generate_series(1, 60) g
        """
            .formatted(campaignId));
  }

  @Test
  void aCampaignThatCallsItsPeopleInTurnAgainPausesItselfThoughTheyAreMany() {
    var id = campaigns.create(TestCampaigns.ALWAYS, "");
    campaigns.place(id, "+12125550111");
    for (int round = 0; round < 2; round++) {
      rig.ledger.run(
          """
          insert into dispatch.dials (dial_id, call_id, request_id, to_number, state, gate_at, sender,
            lease_until, campaign_id, retell_call_id, ended_at, end_source, end_reason)
          select gen_random_uuid(), c.call_id, md5(g::text)::uuid, '+1', 'ended',
                 now() + %d * interval '10 s' + g * interval '1 ms',
                 gen_random_uuid(), now(), c.campaign_id, gen_random_uuid()::text, now(), 'webhook',
                 'dial_busy'
            from dispatch.calls c, generate_series(1, 1500) g
          """
              .formatted(round));
      new SelfPauses(
              rig.ledger.workClient(), rig.ledger.transactions(), new Alerts(rig.ledger.meters))
          .lookOnce();
      assertThat(campaigns.state(id)).isEqualTo(round == 0 ? "running" : "pausing");
    }
  }

  @Test
  void eachProviderHasItsOwnRate() {
    rig.ledger.run(
        "insert into dispatch.from_numbers values ('+12125550100', 'retell-twilio'), ('+12125550199', 'custom')");
    var first = campaigns.create(TestCampaigns.ALWAYS, "");
    campaigns.place(first, "+12125550111");
    campaigns.place(first, "+12125550112");
    var other = campaigns.from("+12125550199", campaigns.call(first, "+12125550113"));

    assertThat(rig.taken()).isEqualTo("taken");
    assertThat(rig.gate.anyDue()).as("the first provider's turn is not near").isFalse();
    rig.ledger.place(other);
    assertThat(rig.gate.anyDue()).isTrue();
    assertThat(rig.taken()).isEqualTo("taken");
    assertThat(
            rig.ledger.text(
                "select count(*) from dispatch.dials where call_id = '" + other.callId() + "'"))
        .isEqualTo("1");
    assertThat(rig.gate.anyDue()).isFalse();
  }

  private static String completed() {
    return rig.ledger.text(
        "select count(*) from outbox.messages where convert_from(value, 'UTF8') like '%request_completed%'");
  }

  private static void end(String retellCallId, String reason) {
    rig.ledger
        .ledger()
        .seen(List.of(new Sighting(retellCallId, null, new End.Reported(reason, 1_000L), false)));
  }
}
