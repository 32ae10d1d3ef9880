package io.callstream.dispatcher.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.dispatcher.StandInGateway;
import io.callstream.dispatcher.TestCampaigns;
import io.callstream.dispatcher.TestLedger;
import io.callstream.dispatcher.rules.DialNews;
import io.callstream.dispatcher.rules.Pace;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gate that lets many calls through in one transaction, at two thousand a second. */
class ManyAtOnceIT {

  private static final int OFFERED = 30;

  private static final String FROM = "+12125550100";

  /** What two thousand a second have in 10 ms. */
  private static final int AT_ONCE = 20;

  private static final Pace PACE = Pace.of(BigDecimal.valueOf(2_000));

  private static final String PLACED =
      "update dispatch.dials set state = 'placed', placed_at = now(), retell_call_id = dial_id::text"
          + " where state = 'dialling'";

  @SuppressWarnings("NullAway.Init")
  private static GateRig rig;

  @BeforeAll
  static void open() {
    rig = new GateRig("DIAL_PER_SECOND", "2000", "DIAL_UNANSWERED", "50");
  }

  @AfterAll
  static void close() throws SQLException {
    rig.close();
  }

  @BeforeEach
  void begin() {
    rig.ledger.reset();
    rig.retell.concurrency(1_000);
    rig.slots.ask();
  }

  @Test
  void asManyGoAsTheRateHasIn10MillisecondsAndTheirMomentsAreUsedUp() {
    place(OFFERED);

    assertThat(take()).hasSize(AT_ONCE).doesNotHaveDuplicates();
    assertThat(
            rig.ledger.text(
                "select round(extract(epoch from b.next_dial_at - d.at) * 1000, 1)"
                    + " from dispatch.budget b, (select max(gate_at) as at from dispatch.dials) d"))
        .as("20 steps, less what may be late")
        .isEqualTo("4.8");
    assertThat(rig.ledger.text("select count(*) from dispatch.dials where state = 'dialling'"))
        .isEqualTo("20");
    assertThat(
            rig.ledger.text(
                "select count(*) from dispatch.calls c join dispatch.dials d using (call_id)"
                    + " join dispatch.numbers n on n.number = d.to_number and n.open_dial = d.dial_id"
                    + " where c.state = 'in_flight' and c.to_number = d.to_number"
                    + " and c.request_id = d.request_id"))
        .isEqualTo("20");
  }

  @Test
  void theirMomentsAreNotTakenForAClockThatWasAhead() {
    place(OFFERED);
    take();
    var next = "select next_dial_at from dispatch.budget";
    var before = rig.ledger.text(next);

    rig.ledger.ledger().noWaitTooLong(PACE.furthest());

    assertThat(rig.ledger.text(next)).isEqualTo(before);
  }

  @Test
  void aDialThatIsLateDoesNotPushBackThoseAfterIt() {
    var providers = new Providers(rig.ledger.gateClient(), Duration.ofMinutes(1));
    var slow = new Pace(Duration.ofMillis(40));
    var due = Instant.parse("2026-03-01T12:00:00Z");
    var budget = "update dispatch.budget set next_dial_at = '" + due + "'";

    rig.ledger.run(budget);
    assertThat(providers.dialled(FROM, slow, 1, due.plusMillis(14))).isEqualTo(due.plusMillis(40));
    rig.ledger.run(budget);
    assertThat(providers.dialled(FROM, slow, 1, due.plusMillis(100)))
        .as("no more than 15 ms are made up for")
        .isEqualTo(due.plusMillis(100 - 15 + 40));

    rig.ledger.run(
        "insert into dispatch.from_numbers values ('+12125550100', 'twilio'), ('+12125550199', 'telnyx')");
    rig.ledger.run(
        "insert into dispatch.providers (provider, next_dial_at) values ('twilio', '"
            + due
            + "'), ('telnyx', 'infinity')");
    assertThat(providers.dialled(FROM, slow, 1, due.plusMillis(14))).isEqualTo(due.plusMillis(40));
    assertThat(providers.dialled(FROM, slow, 1, due.plusMillis(100)))
        .isEqualTo(due.plusMillis(100 - 15 + 40));
  }

  @Test
  void noMoreGoThanMayBeUnanswered() {
    place(80);
    int all = 0;
    for (int i = 0; i < 4; i++) {
      all += take().size();
    }
    assertThat(all).isEqualTo(50);
  }

  @Test
  void noMoreGoThanThereAreSlots() {
    rig.retell.concurrency(7);
    rig.slots.ask();
    place(OFFERED);

    assertThat(take()).hasSize(7);
    assertThat(take()).isEmpty();
  }

  @Test
  void oneGoesAtATimeWhileAnythingIsWrongWithTheLine() {
    place(OFFERED);
    rig.ledger.run("update dispatch.line set unknowns = 1");

    assertThat(take()).hasSize(1);
  }

  @Test
  void fewerGoAtOnceWhileTheRateGrowsBack() {
    place(OFFERED);
    rig.ledger.run("update dispatch.budget set ramp_from = clock_timestamp()");

    assertThat(take()).hasSizeBetween(1, 3);
  }

  @Test
  void aNumberIsCalledOnce() {
    for (int i = 0; i < 3; i++) {
      rig.ledger.place(TestLedger.call("+12125550111"));
    }
    rig.ledger.place(TestLedger.call("+12125550112"), TestLedger.call("+12125550113"));

    assertThat(take()).hasSize(3);
    assertThat(rig.ledger.text("select count(distinct to_number) from dispatch.dials"))
        .isEqualTo("3");
  }

  @Test
  void whoMayNotBeCalledIsHeldAndTheOthersGo() {
    place(6);
    rig.ledger.gateway.run("insert into gateway.suppressions values ('+12125550012')");

    assertThat(take()).hasSize(5);
    assertThat(rig.ledger.text("select to_number from dispatch.calls where state = 'waiting'"))
        .isEqualTo("+12125550012");
  }

  @Test
  void thoseThatGoAtOnceAreOfOneProvider() {
    var campaigns = new TestCampaigns(rig.ledger);
    var campaign = campaigns.create(TestCampaigns.ALWAYS, "");
    for (int i = 10; i < 20; i++) {
      var call = campaigns.call(campaign, "+121255500" + i);
      rig.ledger.place(i % 2 == 0 ? call : campaigns.from("+12125550199", call));
    }
    rig.ledger.run(
        "insert into dispatch.from_numbers values ('+12125550100', 'twilio'), ('+12125550199', 'telnyx')");

    assertThat(take()).hasSize(5);
    assertThat(take()).as("the other's").hasSize(5);
    assertThat(
            rig.ledger.text(
                "select count(*) from dispatch.providers p, (select max(gate_at) as at from dispatch.dials) d"
                    + " where p.next_dial_at > d.at - interval '1 s'"))
        .isEqualTo("2");
  }

  @Test
  void aCampaignsOwnLimitsHoldAtOnce() {
    assertThat(ofCampaign(", \"concurrency\": 5")).isEqualTo(5);
    assertThat(ofCampaign(", \"budget\": {\"calls\": 6, \"minutes\": null}")).isEqualTo(6);
    assertThat(ofCampaign(", \"budget\": {\"calls\": null, \"minutes\": 480}")).isEqualTo(4);
    assertThat(ofCampaign(", \"per_second\": 2")).isEqualTo(1);
  }

  @Test
  void theMomentsOfACampaignsOwnRateAreUsedUp() {
    assertThat(ofCampaign(", \"per_second\": 400")).isEqualTo(4);
    assertThat(
            rig.ledger.text(
                "select round(extract(epoch from k.next_dial_at - d.at) * 1000, 1)"
                    + " from dispatch.campaigns k, (select max(gate_at) as at from dispatch.dials) d"))
        .isEqualTo("2.8");
  }

  @Test
  void twoLanesAreNeverOfferedTheSameCall() {
    place(60);
    var sifter = rig.sifter();

    var first = sifter.sift().candidates();
    var second = sifter.sift().candidates();

    assertThat(first).isNotEmpty().doesNotContainAnyElementsOf(second);
    assertThat(second).isNotEmpty();
    sifter.putBack(first);
    assertThat(sifter.sift().candidates()).containsAll(first);
  }

  @Test
  void aLaneRestsWhileOthersHaveAllInHandAndStandsBeforeNoOtherCampaign() {
    var campaigns = new TestCampaigns(rig.ledger);
    for (int i = 0; i < 5; i++) {
      campaigns.place(campaigns.create(TestCampaigns.ALWAYS, ""), "+1212555011" + i);
    }
    var sifter = rig.sifter();
    for (int i = 0; i < 5; i++) {
      assertThat(sifter.sift().candidates()).hasSize(1);
    }

    assertThat(sifter.sift()).isEqualTo(new Sifter.Sifted(List.of(), false));

    var last = campaigns.create(TestCampaigns.ALWAYS, "");
    var call = campaigns.place(last, "+12125550119");
    rig.ledger.run("update dispatch.campaigns set pass = 9 where campaign_id = '" + last + "'");
    assertThat(sifter.sift().candidates())
        .extracting(WaitingCalls.Candidate::callId)
        .containsExactly(call.callId());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void whereAnotherGateWasQuickerTheNextThatAreDueGo(int left) {
    place(60);
    secondOfTwoGoesInFull(left);
  }

  @Test
  void ofACampaignOnlyItsOwnGoInTheirPlace() {
    var campaigns = new TestCampaigns(rig.ledger);
    var campaign = campaigns.create(TestCampaigns.ALWAYS, "");
    var other = campaigns.create(TestCampaigns.ALWAYS, "");
    for (int i = 10; i < 70; i++) {
      campaigns.place(i < 52 ? campaign : other, "+121255500" + i);
    }
    rig.ledger.run("update dispatch.campaigns set pass = 9 where campaign_id = '" + other + "'");

    secondOfTwoGoesInFull(2);
    assertThat(dials(campaign)).isEqualTo(2 * AT_ONCE);
  }

  /**
   * @param left so many of what the second has in hand the first has not dialled
   */
  private static void secondOfTwoGoesInFull(int left) {
    var hand = due().subList(0, AT_ONCE + left);
    assertThat(take()).hasSize(AT_ONCE);
    rig.ledger.run("update dispatch.budget set next_dial_at = '-infinity'");

    assertThat(rig.gate().take(ids(), hand))
        .isInstanceOfSatisfying(
            GateAnswer.Taken.class, taken -> assertThat(taken.tickets()).hasSize(AT_ONCE));
    assertThat(rig.ledger.text("select count(distinct call_id) from dispatch.dials"))
        .isEqualTo("40");
  }

  @Test
  void whoeverARuleRefusesStaysBehindWithTheReasonAndTheOthersGo() {
    place(6);
    rig.ledger.run(
        "update dispatch.numbers set shut_until = now() + interval '1 hour' where number = '+12125550010'");
    rig.ledger.run("update dispatch.calls set expires_at = now() where to_number = '+12125550011'");
    rig.ledger.run(
        "update dispatch.calls set call_window = '"
            + TestCampaigns.NEVER
            + "' where to_number = '+12125550012'");
    rig.ledger.gateway.run("insert into gateway.suppressions values ('+12125550013')");
    rig.ledger.gateway.run(
        StandInGateway.withdraw(
            UUID.fromString(
                rig.ledger.text(
                    "select request_id from dispatch.calls where to_number = '+12125550014'"))));

    assertThat(take()).hasSize(1);
    assertThat(rig.ledger.text("select to_number from dispatch.dials")).isEqualTo("+12125550015");
    assertThat(
            rig.ledger.text(
                "select string_agg(coalesce(hold_code, 'none'), ' ' order by to_number)"
                    + " from dispatch.calls where state = 'waiting'"))
        .isEqualTo("open_call none outside_window suppressed none");
    assertThat(
            rig.ledger.text(
                "select count(*) from dispatch.calls where state = 'waiting' and due_at > clock_timestamp()"))
        .isEqualTo("5");
  }

  @Test
  void campaignsShareByWeight() {
    var campaigns = new TestCampaigns(rig.ledger);
    var light = campaigns.create(TestCampaigns.ALWAYS, "");
    var heavy = campaigns.create(TestCampaigns.ALWAYS, ", \"weight\": 3");
    for (int i = 1_000; i < 1_400; i++) {
      campaigns.place(i % 2 == 0 ? light : heavy, "+1212555" + i);
    }
    for (int i = 0; i < 8; i++) {
      assertThat(take()).hasSize(AT_ONCE);
      rig.ledger.run(PLACED);
    }

    assertThat(dials(heavy)).isBetween(100, 140);
    assertThat(dials(light)).isBetween(20, 60);
  }

  /** Lanes stand before the gate with what they chose some time ago. */
  @Test
  void campaignsShareByWeightHoweverLongAgoTheyWereChosen() {
    var campaigns = new TestCampaigns(rig.ledger);
    var light = campaigns.create(TestCampaigns.ALWAYS, "");
    var heavy = campaigns.create(TestCampaigns.ALWAYS, ", \"weight\": 4");
    for (int i = 1_000; i < 1_900; i++) {
      campaigns.place(i % 3 == 0 ? light : heavy, "+1212555" + i);
    }
    var hands = new ArrayDeque<List<WaitingCalls.Candidate>>();
    for (int i = 0; i < 6; i++) {
      hands.add(due());
    }
    for (int i = 0; i < 30; i++) {
      hands.add(due());
      rig.ledger.run("update dispatch.budget set next_dial_at = '-infinity'");
      rig.gate.take(ids(), hands.remove());
      rig.ledger.run(PLACED);
    }

    assertThat(dials(heavy)).isBetween(440, 520);
    assertThat(dials(light)).isBetween(80, 160);
  }

  /** Of one twenty go at a time, of the other two: it comes ten times as often. */
  @Test
  void campaignsShareByDialsAndNotByTurns() {
    var campaigns = new TestCampaigns(rig.ledger);
    var many = campaigns.create(TestCampaigns.ALWAYS, "");
    var few = campaigns.create(TestCampaigns.ALWAYS, ", \"per_second\": 200");
    for (int i = 1_000; i < 1_400; i++) {
      campaigns.place(i % 4 == 0 ? few : many, "+1212555" + i);
    }
    for (int i = 0; i < 22; i++) {
      take();
      rig.ledger.run("update dispatch.campaigns set next_dial_at = '-infinity'");
      rig.ledger.run(PLACED);
    }

    assertThat(dials(many)).isBetween(20, 60);
    assertThat(dials(few)).isBetween(30, 42);
  }

  @Test
  void aLaneSendsEachOnce() {
    place(OFFERED);
    var sender = rig.sender(Duration.ofSeconds(10));
    rig.ledger.run("update dispatch.budget set next_dial_at = '-infinity'");

    assertThat(
            new Lane(rig.gate, rig.sifter(), rig.dialLine, sender, rig.outlook(), UUID::randomUUID)
                .round())
        .isTrue();

    await()
        .atMost(TestLedger.PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    rig.ledger.text("select count(*) from dispatch.dials where state = 'placed'"))
                .isEqualTo("20"));
    assertThat(rig.retell.creates().stream().map(create -> create.dialId()).toList())
        .hasSizeGreaterThanOrEqualTo(AT_ONCE)
        .doesNotHaveDuplicates();
    await().atMost(TestLedger.PATIENCE).until(() -> sender.working().isEmpty());
  }

  @Test
  void manyAcceptedCreatesAreRecordedAtOnceAsTheyWouldBeOneByOne() {
    place(3);
    var dials = take();
    rig.ledger.run(
        "update dispatch.dials set stop_wanted = true where dial_id = '" + dials.get(2) + "'");
    rig.ledger.ledger().answered(dials.get(0), new DialNews.Accepted("r0"));

    assertThat(rig.ledger.ledger().answered(Map.of(dials.get(1), "r1", dials.get(2), "r2")))
        .containsExactlyInAnyOrder(dials.get(1), dials.get(2));

    var same =
        "select count(distinct (d.state, d.retell_call_id = 'r' || (right(d.to_number, 1)), d.late, d.asks,"
            + " d.ask_at - d.placed_at > interval '50 s', c.state, c.placed)) from dispatch.dials d"
            + " join dispatch.calls c using (call_id)";
    assertThat(rig.ledger.text(same)).isEqualTo("1");
    assertThat(
            rig.ledger.text(
                "select string_agg(dial_id::text, ' ') from dispatch.dials where stop_at is not null"))
        .isEqualTo(dials.get(2).toString());
    assertThat(
            rig.ledger.text(
                "select count(*) from outbox.messages m join dispatch.signals using (message_id)"
                    + " join dispatch.dials d on m.key = d.call_id::text"
                    + " and convert_from(value, 'UTF8') like '%' || d.dial_id || '%' || d.retell_call_id || '%'"))
        .isEqualTo("3");
  }

  @Test
  void whatIsNotPlainIsLeftToBeRecordedByItself() {
    place(5);
    var dials = take();
    var ledger = rig.ledger.ledger();
    ledger.answered(dials.get(0), new DialNews.Unsure("cut"));
    ledger.answered(dials.get(1), new DialNews.Accepted("r1"));
    rig.ledger.run("update dispatch.line set unknowns = 0, rest_until = null");

    assertThat(
            ledger.answered(
                Map.of(
                    dials.get(0),
                    "r0",
                    dials.get(2),
                    "r1",
                    dials.get(3),
                    "r3",
                    dials.get(4),
                    "r3")))
        .isEmpty();
    assertThat(rig.ledger.text("select count(*) from dispatch.dials where state = 'placed'"))
        .isEqualTo("1");
  }

  @Test
  void whileTheLineIsNotWellEachAnswerIsRecordedByItself() {
    place(2);
    var dials = take();
    rig.ledger.run("update dispatch.line set unknowns = 1");

    assertThat(rig.ledger.ledger().answered(Map.of(dials.get(0), "r0", dials.get(1), "r1")))
        .isEmpty();
    rig.ledger.ledger().answered(dials.get(0), new DialNews.Accepted("r0"));
    assertThat(rig.ledger.text("select unknowns from dispatch.line")).isEqualTo("0");
  }

  private static int ofCampaign(String rules) {
    rig.ledger.reset();
    var campaigns = new TestCampaigns(rig.ledger);
    var campaign = campaigns.create(TestCampaigns.ALWAYS, rules);
    for (int i = 10; i < 10 + OFFERED; i++) {
      campaigns.place(campaign, "+121255500" + i);
    }
    return take().size();
  }

  private static int dials(UUID campaign) {
    return Integer.parseInt(
        rig.ledger.text(
            "select count(*) from dispatch.dials where campaign_id = '" + campaign + "'"));
  }

  private static void place(int calls) {
    for (int i = 10; i < 10 + calls; i++) {
      rig.ledger.place(TestLedger.call("+121255500" + i));
    }
  }

  /** The ids of the dials that went, when the rate's moment has come. */
  private static List<UUID> take() {
    rig.ledger.run("update dispatch.budget set next_dial_at = '-infinity'");
    rig.ledger.run("update dispatch.campaigns set look_at = '-infinity'");
    var ids = ids();
    var answer = rig.gate.take(ids, due());
    var went =
        answer instanceof GateAnswer.Taken(var tickets)
            ? tickets.stream().map(Ticket::dialId).toList()
            : List.<UUID>of();
    assertThat(new HashSet<>(ids.subList(0, went.size()))).isEqualTo(new HashSet<>(went));
    return went;
  }

  private static List<UUID> ids() {
    return Stream.generate(UUID::randomUUID).limit(OFFERED).toList();
  }

  private static List<WaitingCalls.Candidate> due() {
    var waiting = new WaitingCalls(rig.ledger.gateClient());
    var single = waiting.single(0, 2 * OFFERED, Set.of());
    var due =
        single.isEmpty()
            ? waiting.campaignsDue(1).stream()
                .flatMap(id -> waiting.ofCampaign(id, 0, 2 * OFFERED, Set.of()).stream())
                .toList()
            : single;
    return due.stream().map(WaitingCalls.Due::candidate).toList();
  }
}
