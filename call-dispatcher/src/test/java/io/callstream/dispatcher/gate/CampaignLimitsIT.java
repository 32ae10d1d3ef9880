package io.callstream.dispatcher.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.dispatcher.TestCampaigns;
import io.callstream.dispatcher.ledger.End;
import io.callstream.dispatcher.ledger.Sighting;
import io.callstream.dispatcher.rules.DialNews;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of numbers, campaigns and the line, asked at the gate alone: nothing is sifted before. */
class CampaignLimitsIT {

  private static final String NUMBER = "+12125550111";

  @SuppressWarnings("NullAway.Init")
  private static GateRig rig;

  @SuppressWarnings("NullAway.Init")
  private static TestCampaigns campaigns;

  @BeforeAll
  static void open() {
    rig = new GateRig("DIAL_UNANSWERED", "100");
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

  @Test
  void aNumberSuppressedOneSecondBeforeItsTurnIsNotDialled() {
    var call = campaigns.place(campaigns.create(TestCampaigns.ALWAYS, ""), NUMBER);
    rig.ledger.run("update dispatch.calls set due_at = now() + interval '1 minute'");
    assertThat(taken()).as("not its turn yet").isEqualTo("nothing");

    rig.ledger.gateway.run("insert into gateway.suppressions values ('" + NUMBER + "')");
    rig.ledger.pass(Duration.ofMinutes(1));

    assertThat(taken()).isEqualTo("nothing");
    assertThat(rig.ledger.hold(call)).isEqualTo("suppressed");
    assertThat(dials()).isZero();
  }

  @Test
  void theDailyCapIsKeptOverAllCampaigns() {
    answered(campaigns.create(TestCampaigns.ALWAYS, ""), "r1", 1_000L);
    var capped = campaigns.create(TestCampaigns.ALWAYS, ", \"daily_cap\": 1");
    var call = campaigns.place(capped, NUMBER);

    assertThat(taken()).isEqualTo("nothing");

    assertThat(rig.ledger.hold(call)).isEqualTo("daily_cap");
    rig.ledger.pass(Duration.ofHours(24));
    rig.ledger.run("update dispatch.calls set expires_at = now() + interval '1 hour'");
    assertThat(taken()).isEqualTo("taken");
  }

  /** CALL_LENGTH_MAX is two hours. */
  @Test
  void minutesAreBudgetedAtTheWorstOfWhatGoesOn() {
    var campaign = campaigns.create(TestCampaigns.ALWAYS, minutes(121));
    campaigns.place(campaign, "+12125550112");
    answered(campaign, "r2", 1_000L);

    assertThat(taken()).as("a second was talked").isEqualTo("taken");
    campaigns.place(campaign, "+12125550113");
    assertThat(taken()).as("the one that goes on may last").isEqualTo("nothing");
    assertThat(held()).isEqualTo("budget");
  }

  @ParameterizedTest
  @ValueSource(strings = {"concurrency_limit_reached", "telephony_provider_unavailable"})
  void aRefusalForWantOfRoomTakesNothingFromTheBudget(String reason) {
    var campaign =
        campaigns.create(TestCampaigns.ALWAYS, ", \"budget\": {\"calls\": 1, \"minutes\": null}");
    campaigns.place(campaign, NUMBER);
    rig.ledger.ledger().answered(dial(), new DialNews.Accepted("r5"));
    over("r5", new End.Reported(reason, 0L));
    campaigns.place(campaign, "+12125550112");

    assertThat(taken()).isEqualTo("taken");
    campaigns.place(campaign, "+12125550113");
    assertThat(taken()).as("this one may ring").isEqualTo("nothing");
    assertThat(held()).isEqualTo("budget");
  }

  @Test
  void aCallOfWhichNobodySaysHowLongItWasHasLastedSinceItWasPlaced() {
    var campaign = campaigns.create(TestCampaigns.ALWAYS, minutes(200));
    campaigns.place(campaign, NUMBER);
    rig.ledger.ledger().answered(dial(), new DialNews.Accepted("r3"));
    rig.ledger.pass(Duration.ofMinutes(90));
    end("r3", null);
    campaigns.place(campaign, "+12125550112");

    assertThat(taken()).isEqualTo("nothing");
    assertThat(held()).isEqualTo("budget");
  }

  @Test
  void theTalkOfAWebhookThatCameBeforeItsDialWasKnownIsCounted() {
    var campaign = campaigns.create(TestCampaigns.ALWAYS, minutes(121));
    campaigns.place(campaign, NUMBER);
    var dial = dial();
    end("r4", 59_000L);

    rig.ledger.ledger().answered(dial, new DialNews.Accepted("r4"));
    rig.ledger.ledger().takePending(Duration.ofMinutes(1));

    assertThat(rig.ledger.dialState(dial)).isEqualTo("ended");
    assertThat(rig.ledger.text("select n from dispatch.all_tallies where category = '#talk_ms'"))
        .isEqualTo("59000");
  }

  @Test
  void ofCampaignsThatStandAlikeTheLongestDueGoesFirst() {
    var ids =
        Stream.generate(() -> campaigns.create(TestCampaigns.ALWAYS, ""))
            .limit(4)
            // As PostgreSQL sorts them.
            .sorted(Comparator.comparing(UUID::toString))
            .toList();
    for (int i = 0; i < ids.size(); i++) {
      campaigns.place(ids.get(i), "+1212555011" + i);
    }
    var longest = ids.getLast();
    rig.ledger.run(
        "update dispatch.calls set due_at = due_at - interval '1 minute' where campaign_id = '"
            + longest
            + "'");

    assertThat(taken()).isEqualTo("taken");

    assertThat(dials(longest)).isEqualTo(1);
  }

  @Test
  void aSmallCampaignThatStartsLaterEndsInItsFairTime() {
    var large = campaigns.create(TestCampaigns.ALWAYS, "");
    numbers(100, 300).forEach(number -> campaigns.place(large, number));
    for (int i = 0; i < 20; i++) {
      assertThat(taken()).isEqualTo("taken");
    }
    var small = campaigns.create(TestCampaigns.ALWAYS, "");
    numbers(300, 310).forEach(number -> campaigns.place(small, number));

    for (int i = 0; i < 21; i++) {
      assertThat(taken()).isEqualTo("taken");
    }

    assertThat(dials(small)).as("every other dial is its own").isEqualTo(10);
  }

  @Test
  void noDialIsMadeBeyondTheLimitAlsoAfterItIsLowered() {
    var campaign = campaigns.create(TestCampaigns.ALWAYS, "");
    numbers(100, 110).forEach(number -> campaigns.place(campaign, number));
    for (int i = 0; i < 4; i++) {
      assertThat(taken()).isEqualTo("taken");
    }

    rig.retell.concurrency(3);
    rig.slots.ask();

    assertThat(taken()).isEqualTo("no_slot");
    rig.retell.concurrency(5);
    rig.slots.ask();
    assertThat(taken()).isEqualTo("taken");
    assertThat(taken()).isEqualTo("no_slot");
  }

  @Test
  void thePaceOfACampaignIsKept() {
    var campaign = campaigns.create(TestCampaigns.ALWAYS, ", \"per_second\": 0.01");
    numbers(100, 103).forEach(number -> campaigns.place(campaign, number));

    assertThat(taken()).isEqualTo("taken");
    assertThat(taken()).isEqualTo("nothing");
    assertThat(held()).isEqualTo("paced");
    rig.ledger.run(
        "update dispatch.campaigns set next_dial_at = next_dial_at - interval '2 minutes'");
    assertThat(taken()).isEqualTo("taken");
  }

  /** It could be dialled when nobody of the dialled one's provider could. */
  @Test
  void aCampaignOfAnotherProviderThatIsFarAheadTakesNoClaim() {
    campaigns.place(campaigns.create(TestCampaigns.ALWAYS, ""), NUMBER);
    var ahead = campaigns.create(TestCampaigns.ALWAYS, "");
    rig.ledger.place(campaigns.from("+12125550199", campaigns.call(ahead, "+12125550112")));
    rig.ledger.run(
        "insert into dispatch.from_numbers values ('+12125550100', 'twilio'), ('+12125550199', 'telnyx')");
    rig.ledger.run(
        "update dispatch.campaigns set pass = 1000000000 where campaign_id = '" + ahead + "'");

    assertThat(taken()).isEqualTo("taken");

    assertThat(rig.ledger.text("select to_number from dispatch.dials")).isEqualTo(NUMBER);
    assertThat(rig.ledger.text("select pass from dispatch.budget")).isEqualTo("0");
  }

  /** Rolling start: the new dispatcher beside a gateway that has not migrated. */
  @ParameterizedTest
  @ValueSource(strings = {"suppressed", "campaign_rules"})
  void besideAnOlderGatewayNothingIsDialled(String function) {
    rig.fresh(NUMBER);
    rig.ledger.gateway.run("alter function gateway." + function + " rename to not_yet");
    try {
      assertThat(rig.taken()).isEqualTo("control_unavailable");
    } finally {
      rig.ledger.gateway.run("alter function gateway.not_yet rename to " + function);
    }
    assertThat(rig.taken()).isEqualTo("taken");
  }

  private static String minutes(int n) {
    return ", \"budget\": {\"calls\": null, \"minutes\": " + n + "}";
  }

  private static Stream<String> numbers(int from, int to) {
    return Stream.iterate(from, n -> n + 1).limit(to - from).map(n -> "+12125550" + n);
  }

  private static void answered(UUID campaign, String retellCallId, @Nullable Long durationMs) {
    campaigns.place(campaign, NUMBER);
    rig.ledger.run(
        "update dispatch.calls set due_at = due_at - interval '1 hour' where to_number = '"
            + NUMBER
            + "'");
    rig.ledger.ledger().answered(dial(), new DialNews.Accepted(retellCallId));
    end(retellCallId, durationMs);
  }

  private static void end(String retellCallId, @Nullable Long durationMs) {
    over(retellCallId, new End.Reported("user_hangup", durationMs));
  }

  private static void over(String retellCallId, End end) {
    rig.ledger.ledger().seen(List.of(new Sighting(retellCallId, null, end, false)));
  }

  private static UUID dial() {
    ready();
    return rig.dial();
  }

  private static String taken() {
    ready();
    return rig.taken();
  }

  private static void ready() {
    rig.ledger.run("update dispatch.budget set next_dial_at = '-infinity'");
    rig.ledger.run("update dispatch.campaigns set look_at = '-infinity'");
  }

  private static String held() {
    return rig.ledger.text("select code from dispatch.api_campaign_holds");
  }

  private static long dials() {
    return Long.parseLong(rig.ledger.text("select count(*) from dispatch.dials"));
  }

  private static long dials(UUID campaign) {
    return Long.parseLong(
        rig.ledger.text(
            "select count(*) from dispatch.dials where campaign_id = '" + campaign + "'"));
  }
}
