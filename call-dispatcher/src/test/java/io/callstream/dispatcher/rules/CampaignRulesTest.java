package io.callstream.dispatcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.CampaignRules;
import io.callstream.contracts.CampaignRules.Again;
import io.callstream.contracts.CampaignRules.Budget;
import io.callstream.contracts.CampaignWindow;
import io.callstream.contracts.HoldCode;
import io.callstream.dispatcher.rules.RetryPlan.Next;
import io.callstream.hours.CallingHours;
import io.callstream.hours.Zones;
import io.callstream.retell.ending.DisconnectionReasons;
import io.callstream.retell.ending.RetryClass;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who may be called, and called again. */
class CampaignRulesTest {

  private static final Instant NOW = Instant.parse("2026-11-23T14:00:00Z");
  private static final Duration LONGEST = Duration.ofHours(2);
  private static final Duration WRITE_LIMIT = Duration.ofSeconds(2);

  @Test
  void aCampaignThatDoesNotRunHoldsAllItsCalls() {
    assertThat(bar(facts("running", rules(null, null, null), 0, 0, 0))).isNull();
    assertThat(bar(facts("draft", rules(null, null, null), 0, 0, 0)))
        .isEqualTo(HoldCode.NOT_STARTED);
    for (var state : List.of("pausing", "paused", "cancelling", "cancelled", "finished")) {
      assertThat(bar(facts(state, rules(null, null, null), 0, 0, 0))).isEqualTo(HoldCode.PAUSED);
    }
  }

  @Test
  void nobodyIsCalledWhereTheCallCouldBeginAfterTheEnd() {
    assertThat(bar(facts("running", until(NOW.plusMillis(2_001)), 0, 0, 0))).isNull();
    assertThat(bar(facts("running", until(NOW.plusSeconds(2)), 0, 0, 0)))
        .isEqualTo(HoldCode.PAUSED);
  }

  @Test
  void limitsAndBudgetsCountWhatIsInFlightAtItsWorst() {
    assertThat(bar(facts("running", rules(3, null, null), 2, 0, 0))).isNull();
    assertThat(bar(facts("running", rules(3, null, null), 3, 0, 0))).isEqualTo(HoldCode.NO_SLOT);
    assertThat(bar(facts("running", rules(null, 10L, null), 0, 9, 0))).isNull();
    assertThat(bar(facts("running", rules(null, 10L, null), 0, 10, 0))).isEqualTo(HoldCode.BUDGET);
    assertThat(bar(facts("running", rules(null, null, 240L), 1, 0, 0))).isNull();
    assertThat(bar(facts("running", rules(null, null, 240L), 1, 0, 1))).isEqualTo(HoldCode.BUDGET);
  }

  @Test
  void asManyGoAtOnceAsWouldOneAfterAnother() {
    var random = new Random(11);
    for (int run = 0; run < 10_000; run++) {
      var rules =
          rules(
              random.nextBoolean() ? null : 1 + random.nextInt(20),
              random.nextBoolean() ? null : 1L + random.nextInt(20),
              1L + random.nextInt(4_000));
      var facts =
          facts(
              "running", rules, random.nextInt(10), random.nextInt(10), random.nextInt(10_000_000));
      int room = 0;
      while (bar(facts("running", rules, facts.open() + room, facts.calls() + room, facts.talkMs()))
          == null) {
        room++;
      }
      if (room > 0) {
        assertThat(CampaignGate.room(facts, LONGEST)).as("%s", facts).isEqualTo(room);
      }
    }
  }

  @Test
  void aCalleeOnTheListOrCalledLatelyIsNotCalled() {
    assertThat(callee(false, null, List.of())).isNull();
    assertThat(callee(true, null, List.of())).isEqualTo(HoldCode.SUPPRESSED);
    assertThat(callee(false, NOW.minusSeconds(3_599), List.of())).isEqualTo(HoldCode.GAP);
    assertThat(callee(false, NOW.minusSeconds(3_600), List.of())).isNull();
    var two = List.of(NOW.minusSeconds(80_000), NOW.minusSeconds(7_200));
    assertThat(callee(false, null, two)).isEqualTo(HoldCode.DAILY_CAP);
    assertThat(callee(false, null, two.subList(0, 1))).isNull();
  }

  @Test
  void nobodyIsDialledWhoseHoursMayEndBeforeTheRequestBegins() {
    assertThat(hours("13:59:59")).contains(Instant.parse("2026-11-23T14:00:00Z"));
    assertThat(hours("14:00:00")).isEmpty();
    assertThat(hours("21:59:57")).isEmpty();
    assertThat(hours("21:59:58")).contains(Instant.parse("2026-11-24T14:00:00Z"));
    assertThat(hours("22:00:00")).contains(Instant.parse("2026-11-24T14:00:00Z"));
  }

  /** When somebody in New York is looked at again; empty when they may be dialled. */
  private static Optional<Instant> hours(String utc) {
    var nineToFive = CallingHours.of(List.of("mon", "tue"), "09:00", "17:00", List.of());
    var zones = List.of(ZoneId.of("America/New_York"));
    var facts = new CalleeFacts(false, nineToFive, zones, null, Duration.ZERO, List.of(), null);
    var now = Instant.parse("2026-11-23T" + utc + "Z");
    return CalleeRules.bar(facts, Duration.ofSeconds(2), now).map(Verdict.Wait::lookAgainAt);
  }

  @Test
  void theCapLiftsWhenTheOldestCallOfTheCapIsADayOld() {
    var calls = List.of(NOW.minusSeconds(80_000), NOW.minusSeconds(7_200));
    var facts = new CalleeFacts(false, null, List.of(), null, Duration.ZERO, calls, 2);

    assertThat(CalleeRules.bar(facts, Duration.ofSeconds(2), NOW).orElseThrow().lookAgainAt())
        .isEqualTo(NOW.minusSeconds(80_000).plus(Duration.ofHours(24)));
  }

  @Test
  void onlyReasonsThatMayBeRepeatedAre() {
    var everything =
        new RetryPlan(
            List.of(
                new Again(
                    DisconnectionReasons.all().stream().map(reason -> reason.name()).toList(), 60)),
            5);
    for (var reason : DisconnectionReasons.all()) {
      boolean may = reason.retry() == RetryClass.LATER || reason.retry() == RetryClass.SOON;
      assertThat(everything.after(1, 0, reason.name()) instanceof Next.Again)
          .as(reason.name())
          .isEqualTo(may);
    }
    assertThat(everything.after(1, 0, "invented_yesterday")).isInstanceOf(Next.Over.class);
    assertThat(everything.after(1, 0, null)).isInstanceOf(Next.Over.class);
  }

  @Test
  void noSequenceOfReasonsExceedsTheCap() {
    var random = new Random(7);
    var reasons = DisconnectionReasons.all();
    var plan =
        new RetryPlan(
            List.of(new Again(List.of("no_answer", "busy", "voicemail", "error_retell"), 60)), 3);
    for (int run = 0; run < 10_000; run++) {
      int attempt = 1;
      int spent = 0;
      int reached = 0;
      for (boolean more = true; more; attempt++) {
        var reason =
            random.nextInt(50) == 0
                ? "invented_yesterday"
                : reasons.get(random.nextInt(reasons.size())).name();
        reached +=
            reason.equals("concurrency_limit_reached")
                    || reason.equals("telephony_provider_unavailable")
                ? 0
                : 1;
        var next = plan.after(attempt, spent, reason);
        more = next instanceof Next.Again;
        spent = next instanceof Next.Again again ? again.spent() : spent;
      }
      assertThat(reached).isLessThanOrEqualTo(3);
      assertThat(attempt).isLessThanOrEqualTo(31);
    }
  }

  @Test
  void wantOfRoomUsesUpNoAttempt() {
    var plan = new RetryPlan(List.of(new Again(List.of("no_answer"), 60)), 2);

    assertThat(plan.after(1, 0, "concurrency_limit_reached"))
        .isEqualTo(new Next.Again(Duration.ofMinutes(1), 0));
    assertThat(plan.after(2, 0, "dial_no_answer"))
        .isEqualTo(new Next.Again(Duration.ofSeconds(60), 1));
    assertThat(plan.after(3, 1, "dial_no_answer")).isInstanceOf(Next.Over.class);
  }

  @Test
  void aNumberTellsItsZones() {
    assertThat(Zones.of("+12125550123", null)).containsExactly(ZoneId.of("America/New_York"));
    assertThat(Zones.of("+12125550123", "Asia/Tokyo")).containsExactly(ZoneId.of("Asia/Tokyo"));
    assertThat(Zones.of("+18005550123", null)).as("of the whole country").hasSizeGreaterThan(4);
    assertThat(Zones.of("+80012345678", null)).isEmpty();
    assertThat(Zones.country("+4930123456")).contains("DE");
  }

  private static @Nullable HoldCode bar(CampaignFacts facts) {
    return CampaignGate.bar(facts, LONGEST, WRITE_LIMIT, NOW)
        .map(wait -> wait.hold().code())
        .orElse(null);
  }

  private static @Nullable HoldCode callee(
      boolean suppressed, @Nullable Instant last, List<Instant> day) {
    var facts = new CalleeFacts(suppressed, null, List.of(), last, Duration.ofHours(1), day, 2);
    return CalleeRules.bar(facts, Duration.ofSeconds(2), NOW)
        .map(wait -> wait.hold().code())
        .orElse(null);
  }

  private static CampaignFacts facts(
      String state, CampaignRules rules, int open, long calls, long talkMs) {
    return new CampaignFacts(state, rules, Instant.EPOCH, open, calls, talkMs);
  }

  private static CampaignRules rules(
      @Nullable Integer concurrency, @Nullable Long calls, @Nullable Long minutes) {
    return limited(concurrency, null, new Budget(calls, minutes));
  }

  private static CampaignRules until(Instant endAt) {
    return limited(null, endAt, new Budget(null, null));
  }

  private static CampaignRules limited(
      @Nullable Integer concurrency, @Nullable Instant endAt, Budget budget) {
    return new CampaignRules(
        null,
        List.of("+12125550100"),
        new CampaignWindow(List.of("mon"), "00:00", "24:00", List.of(), Map.of()),
        List.of(),
        1,
        0,
        null,
        concurrency,
        null,
        1,
        null,
        endAt,
        60,
        budget,
        Map.of());
  }
}
