package io.callstream.dispatcher.rules;

import io.callstream.contracts.HoldCode;
import io.callstream.dispatcher.rules.Verdict.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether the person at the other end may be called now; in doubt they may not. */
public final class CalleeRules {

  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration SUPPRESSED_AGAIN = Duration.ofMinutes(5);
  private static final Duration UNKNOWN_AGAIN = Duration.ofHours(6);

  private CalleeRules() {}

  /** Why not; empty when they may. */
  public static Optional<Wait> bar(CalleeFacts facts, Instant now) {
    return suppression(facts, now)
        .or(() -> window(facts, now))
        .or(() -> gap(facts, now))
        .or(() -> cap(facts, now));
  }

  private static Optional<Wait> suppression(CalleeFacts facts, Instant now) {
    var hold = Hold.of(HoldCode.SUPPRESSED, "The number is on the do-not-call list");
    return facts.suppressed()
        ? Optional.of(new Wait(hold, now.plus(SUPPRESSED_AGAIN)))
        : Optional.empty();
  }

  private static Optional<Wait> window(CalleeFacts facts, Instant now) {
    var hours = facts.hours();
    if (hours == null || hours.open(now, facts.zones())) {
      return Optional.empty();
    }
    var next = hours.next(now, facts.zones());
    var text =
        facts.zones().isEmpty()
            ? "Nobody knows what time it is where the callee lives"
            : "It is not a time for calls where the callee lives";
    return Optional.of(
        new Wait(
            new Hold(HoldCode.OUTSIDE_WINDOW, text, next.orElse(null)),
            next.orElse(now.plus(UNKNOWN_AGAIN))));
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
