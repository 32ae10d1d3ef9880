package io.callstream.gateway.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.CampaignRules;
import io.callstream.contracts.CampaignRules.Budget;
import io.callstream.contracts.CampaignWindow;
import io.callstream.gateway.dryrun.DryRun.Person;
import io.callstream.gateway.dryrun.DryRun.Spent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who would be dialled now, and what would hold the others. */
class DryRunTest {

  /** A Monday, 10:00 in New York. */
  private static final Instant NOW = Instant.parse("2026-11-23T15:00:00Z");

  private static final Duration LENGTH_MAX = Duration.ofHours(2);
  private static final Budget UNLIMITED = new Budget(null, null);
  private static final String NEW_YORK = "+12125550123";

  @Test
  void whomNothingHoldsWouldBeDialled() {
    assertThat(hold(rules(null, UNLIMITED), person(NEW_YORK, null, false, null, 0))).isEmpty();
  }

  @Test
  void everyRuleHasItsCode() {
    var usual = rules(2, UNLIMITED);
    assertThat(hold(usual, person(NEW_YORK, null, true, null, 0))).containsOnlyKeys("suppressed");
    assertThat(hold(usual, person(NEW_YORK, "Asia/Tokyo", false, null, 0)))
        .containsOnlyKeys("outside_window");
    assertThat(hold(usual, person("+13105550123", null, false, null, 0)))
        .as("7 o'clock in Los Angeles")
        .containsOnlyKeys("outside_window");
    assertThat(hold(usual, person(NEW_YORK, null, false, NOW.minus(Duration.ofMinutes(59)), 1)))
        .containsOnlyKeys("gap");
    assertThat(hold(usual, person(NEW_YORK, null, false, NOW.minus(Duration.ofHours(2)), 2)))
        .containsOnlyKeys("daily_cap");
    assertThat(
            hold(
                usual, new Person(NEW_YORK, null, false, NOW.plusSeconds(1), true, false, null, 0)))
        .containsOnlyKeys("retry_wait");
    assertThat(hold(usual, new Person(NEW_YORK, null, false, null, false, true, null, 0)))
        .containsOnlyKeys("open_call");
  }

  @Test
  void theBudgetHoldsThoseWhoComeAfterItsLastCall() {
    var run = ofFive(new Budget(3L, null), new Spent(1, 0, 0));
    assertThat(run.wouldBeDialled()).isEqualTo(2);
    assertThat(run.held()).containsExactly(Map.entry("budget", 3L));
    assertThat(run.people()).isEqualTo(5);
  }

  @Test
  void theMinutesHoldThoseWhoseCallsMightExceedThem() {
    var day = new Budget(null, 24 * 60L);
    assertThat(ofFive(day, new Spent(9, 0, 0)).held()).isEmpty();
    assertThat(ofFive(day, new Spent(9, Duration.ofHours(16).toMillis(), 0)).wouldBeDialled())
        .isEqualTo(4);
    assertThat(ofFive(day, new Spent(9, Duration.ofHours(16).toMillis() + 1, 0)).wouldBeDialled())
        .isEqualTo(3);
    assertThat(ofFive(day, new Spent(9, Duration.ofHours(16).toMillis(), 3)).wouldBeDialled())
        .isEqualTo(1);
    assertThat(ofFive(day, new Spent(9, Duration.ofHours(25).toMillis(), 0)).held())
        .containsExactly(Map.entry("budget", 5L));
    assertThat(ofFive(new Budget(2L, 24 * 60L), new Spent(0, 0, 0)).wouldBeDialled()).isEqualTo(2);
  }

  private static DryRun ofFive(Budget budget, Spent spent) {
    var run = new DryRun(rules(null, budget), spent, LENGTH_MAX, NOW);
    for (int i = 0; i < 5; i++) {
      run.add(person(NEW_YORK, null, false, null, 0));
    }
    return run;
  }

  private static Map<String, Long> hold(CampaignRules rules, Person person) {
    var run = new DryRun(rules, new Spent(0, 0, 0), LENGTH_MAX, NOW);
    run.add(person);
    assertThat(run.wouldBeDialled()).isEqualTo(run.held().isEmpty() ? 1 : 0);
    return run.held();
  }

  private static Person person(
      String number,
      @Nullable String zone,
      boolean suppressed,
      @Nullable Instant last,
      long calls) {
    return new Person(number, zone, suppressed, null, false, false, last, calls);
  }

  private static CampaignRules rules(@Nullable Integer dailyCap, Budget budget) {
    return new CampaignRules(
        null,
        List.of("+12125550100"),
        new CampaignWindow(List.of("mon"), "09:00", "17:00", List.of(), Map.of()),
        List.of(),
        1,
        3_600,
        dailyCap,
        null,
        null,
        1,
        null,
        null,
        3_600,
        budget,
        Map.of());
  }
}
