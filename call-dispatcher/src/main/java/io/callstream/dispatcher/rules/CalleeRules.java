package io.callstream.dispatcher.rules;

import io.callstream.contracts.HoldCode;
import io.callstream.dispatcher.rules.Verdict.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether the person at the other end may be called now; in doubt they may not. */
public final class CalleeRules {

  private static final Duration DAY = Duration.ofHours(24);

  /** Not before its time runs out: whoever takes the number off the list has it looked at again. */
  private static final Duration SUPPRESSED_AGAIN = Duration.ofDays(3_660);

  private static final Duration UNKNOWN_AGAIN = Duration.ofHours(6);

  private CalleeRules() {}

  /**
   * Why not; empty when they may.
   *
   * @param writeLimit how long after the gate the call may still begin
   */
  public static Optional<Wait> bar(CalleeFacts facts, Duration writeLimit, Instant now) {
    return suppression(facts, now)
        .or(() -> window(facts, writeLimit, now))
        .or(() -> gap(facts, now))
        .or(() -> cap(facts, now));
  }

  private static Optional<Wait> suppression(CalleeFacts facts, Instant now) {
    var hold = Hold.of(HoldCode.SUPPRESSED, "The number is on the do-not-call list");
    return facts.suppressed()
        ? Optional.of(new Wait(hold, now.plus(SUPPRESSED_AGAIN)))
        : Optional.empty();
  }

  private static Optional<Wait> window(CalleeFacts facts, Duration writeLimit, Instant now) {
    var hours = facts.hours();
    var latest = now.plus(writeLimit);
    if (hours == null || (hours.open(now, facts.zones()) && hours.open(latest, facts.zones()))) {
      return Optional.empty();
    }
    var next = hours.next(hours.open(now, facts.zones()) ? latest : now, facts.zones());
    var text = outside(facts, next.isPresent());
    return Optional.of(
        new Wait(
            new Hold(HoldCode.OUTSIDE_WINDOW, text, next.orElse(null)),
            next.orElse(now.plus(UNKNOWN_AGAIN))));
  }

  private static String outside(CalleeFacts facts, boolean everInside) {
    if (facts.zones().isEmpty()) {
      return "Nobody knows what time it is where the callee lives";
    }
    return everInside
        ? "It is not a time for calls where the callee lives"
        : "No hour of the next days is a time for calls in all zones where the callee may live";
  }

  private static Optional<Wait> gap(CalleeFacts facts, Instant now) {
    var last = facts.lastCall();
    if (last == null || !now.isBefore(last.plus(facts.minGap()))) {
      return Optional.empty();
    }
    var until = last.plus(facts.minGap());
    var text = "The number was called a short while ago";
    return Optional.of(new Wait(new Hold(HoldCode.GAP, text, until), until));
  }

  private static Optional<Wait> cap(CalleeFacts facts, Instant now) {
    var cap = facts.dailyCap();
    var calls =
        facts.dayCalls().stream().filter(at -> at.isAfter(now.minus(DAY))).sorted().toList();
    if (cap == null || calls.size() < cap) {
      return Optional.empty();
    }
    var until = calls.get(calls.size() - cap).plus(DAY);
    var text = "The number was called as often as it may be within 24 hours";
    return Optional.of(new Wait(new Hold(HoldCode.DAILY_CAP, text, until), until));
  }
}
