package io.callstream.dispatcher.rules;

import io.callstream.contracts.CampaignRules;
import io.callstream.contracts.HoldCode;
import io.callstream.dispatcher.rules.Verdict.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether a campaign may have a call dialled now. */
public final class CampaignGate {

  private static final long STRIDE = 1_000_000;
  private static final Duration SOON = Duration.ofMillis(250);
  private static final Duration LATER = Duration.ofSeconds(1);

  private CampaignGate() {}

  /**
   * Why no call of it may be dialled; empty when one may. Calls that go on count as long as they
   * may last.
   *
   * @param lengthMax the longest call
   * @param writeLimit how long after the gate a call may still begin
   */
  public static Optional<Wait> bar(
      CampaignFacts facts, Duration lengthMax, Duration writeLimit, Instant now) {
    return state(facts, now)
        .or(() -> times(facts, writeLimit, now))
        .or(() -> budget(facts, lengthMax, now))
        .or(() -> limits(facts, now));
  }

  /**
   * How many calls of it may be dialled at once when nothing bars the way; at least one.
   *
   * @param lengthMax the longest call
   */
  public static int room(CampaignFacts facts, Duration lengthMax) {
    var rules = facts.rules();
    long room = Integer.MAX_VALUE;
    if (rules.concurrency() != null) {
      room = Math.min(room, rules.concurrency() - facts.open());
    }
    if (rules.budget().calls() != null) {
      room = Math.min(room, rules.budget().calls() - facts.calls());
    }
    if (rules.budget().minutes() != null) {
      var left = Duration.ofMinutes(rules.budget().minutes()).minusMillis(facts.talkMs());
      room = Math.min(room, left.dividedBy(lengthMax) - facts.open());
    }
    if (rules.perSecond() != null) {
      room = Math.min(room, Pace.of(rules.perSecond()).atOnce());
    }
    return (int) room;
  }

  /** The gateway does not know the campaign. */
  public static Wait unknown(Instant now) {
    var text = "The gateway does not know its campaign";
    return new Wait(Hold.of(HoldCode.CONTROL_UNAVAILABLE, text), now.plus(LATER));
  }

  /**
   * Whether the rules, which may have been changed since, still want an attempt after others.
   *
   * @param spent attempts before it that count
   */
  public static boolean wantsAttempt(CampaignRules rules, int spent) {
    return spent == 0 || (!rules.retry().isEmpty() && spent < rules.maxAttempts());
  }

  /** How far a campaign's pass moves on with each dial; the lowest pass goes first. */
  public static long stride(int weight) {
    return STRIDE / weight;
  }

  private static Optional<Wait> state(CampaignFacts facts, Instant now) {
    return switch (facts.state()) {
      case "running" -> Optional.empty();
      case "draft" ->
          held(HoldCode.NOT_STARTED, "The campaign has not been started", now.plus(LATER));
      case "pausing", "paused" -> held(HoldCode.PAUSED, "The campaign is paused", now.plus(LATER));
      default -> held(HoldCode.PAUSED, "The campaign is over: " + facts.state(), now.plus(LATER));
    };
  }

  private static Optional<Wait> times(CampaignFacts facts, Duration writeLimit, Instant now) {
    var startAt = facts.rules().startAt();
    var endAt = facts.rules().endAt();
    if (startAt != null && now.isBefore(startAt)) {
      var hold = new Hold(HoldCode.SCHEDULED, "The campaign begins later", startAt);
      return Optional.of(new Wait(hold, now.plus(LATER)));
    }
    return endAt == null || now.plus(writeLimit).isBefore(endAt)
        ? Optional.empty()
        : held(HoldCode.PAUSED, "The campaign's time is over", now.plus(LATER));
  }

  private static Optional<Wait> budget(CampaignFacts facts, Duration lengthMax, Instant now) {
    var calls = facts.rules().budget().calls();
    if (calls != null && facts.calls() >= calls) {
      return held(HoldCode.BUDGET, "The campaign has made all its calls", now.plus(LATER));
    }
    var minutes = facts.rules().budget().minutes();
    var worst = Duration.ofMillis(facts.talkMs()).plus(lengthMax.multipliedBy(facts.open() + 1L));
    return minutes == null || worst.compareTo(Duration.ofMinutes(minutes)) <= 0
        ? Optional.empty()
        : held(
            HoldCode.BUDGET, "One more call might exceed the campaign's minutes", now.plus(LATER));
  }

  private static Optional<Wait> limits(CampaignFacts facts, Instant now) {
    var concurrency = facts.rules().concurrency();
    if (concurrency != null && facts.open() >= concurrency) {
      var text = "All " + concurrency + " slots of the campaign are taken";
      return held(HoldCode.NO_SLOT, text, now.plus(SOON));
    }
    return now.isBefore(facts.nextDialAt())
        ? held(HoldCode.PACED, "The next moment of the campaign's rate comes", facts.nextDialAt())
        : Optional.empty();
  }

  private static Optional<Wait> held(HoldCode code, String text, Instant lookAgainAt) {
    return Optional.of(new Wait(Hold.of(code, text), lookAgainAt));
  }
}
