package io.callstream.dispatcher.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.dispatcher.StandInGateway;
import io.callstream.dispatcher.TestLedger;
import io.callstream.dispatcher.ledger.End;
import io.callstream.dispatcher.ledger.Sighting;
import io.callstream.dispatcher.ledger.Tallies;
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

/** What the gate asks of campaigns and of the people they call. */
class CampaignGateIT {

  private static final String ALWAYS =
      """
      "window": {"days": ["mon","tue","wed","thu","fri","sat","sun"], "from": "00:00", "to": "24:00",
                 "holidays": [], "countries": {}}
      """;

  private static final String NEVER =
      """
      "window": {"days": ["mon"], "from": "00:00", "to": "00:01", "holidays": [], "countries": {}}
      """;

  /** For the campaigns that are called on Mondays only. */
  private static final String TODAY_IS_A_HOLIDAY =
      "update gateway.campaigns set rules = jsonb_set(rules, '{window,holidays}',"
          + " (select jsonb_agg(to_char(current_date + n, 'YYYY-MM-DD')) from generate_series(-1, 1) n))"
          + " where rules #>> '{window,days,1}' is null";

  @SuppressWarnings("NullAway.Init")
  private static GateRig rig;

  private UUID campaign = UUID.randomUUID();

  @BeforeAll
  static void open() {
    rig = new GateRig("DIAL_UNANSWERED", "100");
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
    campaign = campaign("running", "");
  }

  @Test
  void aRunningCampaignIsDialledAndCounted() {
    place(campaign, "+12125550111");
    assertThat(counts(campaign)).isEqualTo("waiting/paced=1");

    var dial = dial();

    assertThat(counts(campaign)).isEqualTo("dialling=1");
    rig.ledger.ledger().answered(dial, new DialNews.Accepted("r1"));
    assertThat(counts(campaign)).isEqualTo("in_progress=1");
    end("r1", "user_hangup");
    assertThat(counts(campaign)).isEqualTo("completed=1");
  }

  @Test
  void aPausedCampaignIsHeldAsAWholeAndItsRowsAreLeftAlone() {
    place(campaign, "+12125550111");
    state(campaign, "pausing");

    assertThat(rig.taken()).isEqualTo("nothing");
    assertThat(rig.ledger.text("select hold_code from dispatch.calls")).isEqualTo("null");
    assertThat(rig.ledger.text("select code from dispatch.api_campaign_holds")).isEqualTo("paused");
    state(campaign, "running");
    rig.ledger.run("update dispatch.campaigns set look_at = now()");
    assertThat(rig.taken()).isEqualTo("taken");
    assertThat(rig.ledger.text("select code from dispatch.api_campaign_holds")).isEqualTo("no row");
  }

  @Test
  void outsideTheHoursNobodyIsCalled() {
    campaign = campaignOf("running", NEVER, "");
    var call = place(campaign, "+12125550111");
    rig.ledger.run(TODAY_IS_A_HOLIDAY);

    assertThat(rig.taken()).isEqualTo("nothing");
    assertThat(rig.ledger.hold(call)).isEqualTo("outside_window");
  }

  @Test
  void theGapIsKeptBetweenCampaigns() {
    place(campaign, "+12125550111");
    var dial = dial();
    rig.ledger.ledger().answered(dial, new DialNews.Accepted("r2"));
    end("r2", "user_hangup");
    var other = campaign("running", ", \"min_gap_s\": 3600");
    var call = place(other, "+12125550111");

    assertThat(taken()).isEqualTo("nothing");
    assertThat(rig.ledger.hold(call)).isEqualTo("gap");
    rig.ledger.pass(Duration.ofHours(1));
    rig.ledger.run("update dispatch.calls set expires_at = now() + interval '1 hour'");
    assertThat(taken()).isEqualTo("taken");
  }

  /** Nobody looks again while no call of it is due. */
  @Test
  void aHoldThatPassesByItselfHidesNoOtherForLong() {
    campaign = campaign("running", ", \"concurrency\": 1");
    place(campaign, "+12125550111");
    var other = place(campaign, "+12125550112");
    assertThat(taken()).isEqualTo("taken");
    assertThat(taken()).isEqualTo("nothing");
    rig.ledger.run(
        "update dispatch.calls set hold_code = 'retry_wait', hold_text = 'Again later', due_at = now() + interval '1 hour'"
            + " where state = 'waiting'");
    assertThat(rig.ledger.hold(other)).isEqualTo("no_slot");

    rig.ledger.run("update dispatch.campaigns set look_at = now() - interval '6 seconds'");

    assertThat(rig.ledger.hold(other)).isEqualTo("retry_wait");
    assertThat(rig.ledger.text("select code from dispatch.api_campaign_holds")).isEqualTo("no row");
  }

  @Test
  void concurrencyAndCallsAreLimited() {
    campaign = campaign("running", ", \"concurrency\": 1");
    place(campaign, "+12125550111");
    place(campaign, "+12125550112");
    assertThat(taken()).isEqualTo("taken");
    assertThat(taken()).isEqualTo("nothing");
    assertThat(rig.ledger.text("select code from dispatch.api_campaign_holds"))
        .isEqualTo("no_slot");
    rig.ledger.reset();
    campaign = campaign("running", ", \"budget\": {\"calls\": 1, \"minutes\": null}");
    place(campaign, "+12125550111");
    place(campaign, "+12125550112");
    assertThat(taken()).isEqualTo("taken");
    assertThat(taken()).isEqualTo("nothing");
    assertThat(rig.ledger.text("select code from dispatch.api_campaign_holds")).isEqualTo("budget");
  }

  @Test
  void campaignsShareByWeight() {
    var light = campaign;
    var heavy = campaign("running", ", \"weight\": 3");
    for (int i = 10; i < 50; i++) {
      place(i % 2 == 0 ? light : heavy, "+121255501" + i);
    }

    for (int i = 0; i < 12; i++) {
      assertThat(taken()).isEqualTo("taken");
    }

    assertThat(dials(heavy)).isBetween(8, 10);
    assertThat(dials(light)).isBetween(2, 4);
  }

  @Test
  void aCampaignWhosePeopleAllWaitDoesNotStandBeforeAnother() {
    var asleep = campaignOf("running", NEVER, "");
    rig.ledger.run(TODAY_IS_A_HOLIDAY);
    for (int i = 100; i < 200; i++) {
      place(asleep, "+12125550" + i);
    }
    place(campaign, "+12125550201");
    place(campaign, "+12125550202");

    assertThat(takenOfSifted()).isEqualTo("taken");
    assertThat(takenOfSifted()).isEqualTo("taken");
    assertThat(dials(campaign)).isEqualTo(2);
    assertThat(dials(asleep)).isZero();
  }

  @Test
  void aPersonNotReachedIsCalledAgainUpToTheCap() {
    campaign =
        campaign(
            "running",
            ", \"retry\": [{\"on\": [\"no_answer\"], \"delay_s\": 60}], \"max_attempts\": 2");
    place(campaign, "+12125550111");
    rig.ledger.ledger().answered(dial(), new DialNews.Accepted("r3"));
    end("r3", "dial_no_answer");

    assertThat(counts(campaign)).isEqualTo("waiting/retry_wait=1");
    assertThat(
            rig.ledger.text(
                "select count(*) from outbox.messages where convert_from(value, 'UTF8')"
                    + " like '%retry_scheduled%'"))
        .isEqualTo("1");
    rig.ledger.pass(Duration.ofMinutes(2));
    rig.ledger.ledger().answered(dial(), new DialNews.Accepted("r4"));
    end("r4", "dial_no_answer");
    assertThat(counts(campaign)).isEqualTo("failed=1");
    assertThat(rig.ledger.text("select count(*) from dispatch.calls")).isEqualTo("2");
  }

  @Test
  void aPersonWhoseRequestWasCancelledIsNotCalledAgain() {
    campaign =
        campaign(
            "running",
            ", \"retry\": [{\"on\": [\"no_answer\"], \"delay_s\": 60}], \"max_attempts\": 2");
    var call = place(campaign, "+12125550111");
    rig.ledger.ledger().answered(dial(), new DialNews.Accepted("r5"));
    rig.ledger.gateway.run(StandInGateway.withdraw(call.requestId()));

    end("r5", "dial_no_answer");

    assertThat(counts(campaign)).isEqualTo("failed=1");
    assertThat(rig.ledger.text("select count(*) from dispatch.calls")).isEqualTo("1");
  }

  @Test
  void countsStayTheSameWhenTheyAreFolded() {
    place(campaign, "+12125550111");
    place(campaign, "+12125550112");
    taken();
    var before = counts(campaign);

    assertThat(new Tallies(rig.ledger.workClient()).fold()).isFalse();

    assertThat(counts(campaign)).isEqualTo(before).isEqualTo("dialling=1 waiting/paced=1");
    assertThat(rig.ledger.text("select count(*) from dispatch.deltas")).isEqualTo("0");
  }

  private static void end(String retellCallId, String reason) {
    rig.ledger
        .ledger()
        .seen(List.of(new Sighting(retellCallId, null, new End.Reported(reason, 1_000L), false)));
  }

  private static UUID dial() {
    return rig.dial();
  }

  private static String taken() {
    rig.ledger.run("update dispatch.budget set next_dial_at = '-infinity'");
    rig.ledger.run("update dispatch.campaigns set look_at = '-infinity'");
    return rig.taken();
  }

  /** As a lane does it: what is due is sifted, and what is left goes to the gate. */
  private static String takenOfSifted() {
    rig.ledger.run("update dispatch.budget set next_dial_at = '-infinity'");
    return rig.taken(rig.sifter().sift().candidates());
  }

  private static UUID campaign(String state, String more) {
    return campaignOf(state, ALWAYS, more);
  }

  private static UUID campaignOf(String state, String window, String more) {
    var id = UUID.randomUUID();
    var rules =
        "{\"from_numbers\": [\"+12125550100\"], \"retry\": [], \"max_attempts\": 1, \"min_gap_s\": 0,"
            + " \"weight\": 1, \"expires_after_s\": 3600, \"budget\": {}, \"variables\": {}, "
            + window
            + more
            + "}";
    rig.ledger.gateway.run(
        "insert into gateway.campaigns (campaign_id, state, rules) values ('%s', '%s', cast('%s' as json)::jsonb)"
            .formatted(id, state, rules));
    return id;
  }

  private static void state(UUID campaign, String state) {
    rig.ledger.gateway.run(
        "update gateway.campaigns set state = '%s' where campaign_id = '%s'"
            .formatted(state, campaign));
  }

  private static PlaceCall place(UUID campaign, String number) {
    var call = TestLedger.call(number);
    var ofCampaign =
        new PlaceCall(
            call.requestId(),
            call.callId(),
            1,
            campaign,
            number,
            call.fromNumber(),
            null,
            call.variables(),
            call.metadata(),
            call.dueAt(),
            call.expiresAt(),
            "admin",
            call.requestedAt());
    rig.ledger.place(ofCampaign);
    return ofCampaign;
  }

  private static int dials(UUID campaign) {
    return Integer.parseInt(
        rig.ledger.text(
            "select count(*) from dispatch.dials where campaign_id = '" + campaign + "'"));
  }

  private static String counts(UUID campaign) {
    var found = new ArrayList<String>();
    rig.ledger
        .asGateway()
        .sql(
            "select category, hold, n from dispatch.api_tallies where campaign_id = :id order by 1, 2")
        .param("id", campaign)
        .query(row -> {
          var hold = row.getString(2);
          found.add(row.getString(1) + (hold == null ? "" : "/" + hold) + "=" + row.getLong(3));
        });
    return String.join(" ", found);
  }
}
