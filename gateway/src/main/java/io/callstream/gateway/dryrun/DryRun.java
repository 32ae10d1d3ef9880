package io.callstream.gateway.dryrun;

import io.callstream.contracts.CampaignRules;
import io.callstream.contracts.CampaignRules.Budget;
import io.callstream.contracts.HoldCode;
import io.callstream.hours.CalleeHours;
import io.callstream.hours.Zones;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts, person by person, whom the gate would let through now if the campaign ran, and what would
 * hold the others. Pace and slots are left out: they say how fast, not who.
 */
final class DryRun {

  private final CampaignRules rules;
  private final CalleeHours hours;
  private final Instant now;
  private long callsLeft;
  private long people;
  private long dialled;
  private final Map<String, Long> held = new TreeMap<>();

  /**
   * What has been used up of a budget.
   *
   * @param calls that count against it
   * @param talkMs what ended calls took, in milliseconds
   * @param open calls that go on
   */
  record Spent(long calls, long talkMs, long open) {}

  /**
   * @param lengthMax the longest call, above zero: one that goes on counts as that long
   */
  DryRun(CampaignRules rules, Spent spent, Duration lengthMax, Instant now) {
    this.rules = rules;
    this.hours = CalleeHours.ofCampaign(rules.window());
    this.now = now;
    this.callsLeft = callsLeft(rules.budget(), spent, lengthMax);
  }

  private static long callsLeft(Budget budget, Spent spent, Duration lengthMax) {
    long left = Long.MAX_VALUE;
    if (budget.calls() != null) {
      left = budget.calls() - spent.calls();
    }
    if (budget.minutes() != null) {
      var minutes = Duration.ofMinutes(budget.minutes()).minusMillis(spent.talkMs());
      left = Math.min(left, minutes.dividedBy(lengthMax) - spent.open());
    }
    return left;
  }

  /**
   * Somebody who has not been dealt with.
   *
   * @param suppressed on the do-not-call list
   * @param dueAt a time of their own, such as that of their next attempt; null for none
   * @param open whether the number is being called, or may be
   * @param lastAt when it was last called; null for never
   * @param dayCalls how often within 24 hours
   */
  record Person(
      String toNumber,
      @Nullable String timezone,
      boolean suppressed,
      @Nullable Instant dueAt,
      boolean retry,
      boolean open,
      @Nullable Instant lastAt,
      long dayCalls) {}

  void add(Person person) {
    people++;
    var hold = hold(person);
    if (hold == null) {
      dialled++;
      callsLeft--;
    } else {
      held.merge(hold.wire(), 1L, Long::sum);
    }
  }

  long people() {
    return people;
  }

  long wouldBeDialled() {
    return dialled;
  }

  Map<String, Long> held() {
    return held;
  }

  private @Nullable HoldCode hold(Person person) {
    if (notItsTime()) {
      return HoldCode.SCHEDULED;
    }
    if (person.dueAt() != null && now.isBefore(person.dueAt())) {
      return person.retry() ? HoldCode.RETRY_WAIT : HoldCode.SCHEDULED;
    }
    if (person.open()) {
      return HoldCode.OPEN_CALL;
    }
    if (person.suppressed()) {
      return HoldCode.SUPPRESSED;
    }
    if (!hours.of(person.toNumber()).open(now, Zones.of(person.toNumber(), person.timezone()))) {
      return HoldCode.OUTSIDE_WINDOW;
    }
    var last = person.lastAt();
    if (last != null && now.isBefore(last.plus(Duration.ofSeconds(rules.minGapS())))) {
      return HoldCode.GAP;
    }
    if (rules.dailyCap() != null && person.dayCalls() >= rules.dailyCap()) {
      return HoldCode.DAILY_CAP;
    }
    return callsLeft <= 0 ? HoldCode.BUDGET : null;
  }

  private boolean notItsTime() {
    var startAt = rules.startAt();
    var endAt = rules.endAt();
    return (startAt != null && now.isBefore(startAt)) || (endAt != null && !now.isBefore(endAt));
  }
}
