package io.callstream.dispatcher.rules;

import io.callstream.contracts.HoldCode;
import io.callstream.dispatcher.rules.Verdict.Dial;
import io.callstream.dispatcher.rules.Verdict.Leave;
import io.callstream.dispatcher.rules.Verdict.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gate's decision (MECHANISMS.md B). Whatever is in doubt is a hold.
 *
 * <p>Campaign state, window, caps and gap are asked where their locks are taken: the campaign after
 * the line, the rest with the number.
 */
public final class GateRules {

  /** So many second calls shut the line until a person opens it. */
  public static final int DUPLICATES_TO_SHUT = 3;

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
  private static final Duration LEFT_ALONE = Duration.ofSeconds(30);

  private GateRules() {}

  /**
   * Why no call at all may be dialled now; the gravest reason first.
   *
   * @param unansweredMax {@code DIAL_UNANSWERED}
   */
  public static Optional<Hold> line(LineFacts facts, int unansweredMax) {
    return control(facts)
        .or(() -> guard(facts.guard()))
        .or(() -> shut(facts))
        .or(() -> facts.line().hold(facts.unanswered(), facts.now()))
        .or(() -> slots(facts))
        .or(() -> pace(facts, unansweredMax));
  }

  /**
   * How many calls may be dialled at once when nothing bars the way: as many as there is room for,
   * and one alone while anything is wrong with the line.
   *
   * @param unansweredMax {@code DIAL_UNANSWERED}
   */
  public static int room(LineFacts facts, int unansweredMax) {
    var slots = facts.slots();
    return !facts.line().isWell() || slots == null
        ? 1
        : Math.min(unansweredMax - facts.unanswered(), slots - facts.taken());
  }

  /** The rate's next moment has not come. */
  public static Optional<Hold> early(Instant now, Instant nextDialAt) {
    return now.isBefore(nextDialAt)
        ? Optional.of(new Hold(HoldCode.PACED, "The rate's next moment comes", nextDialAt))
        : Optional.empty();
  }

  /**
   * What the gate says of one call when the line is clear.
   *
   * @param writeLimit how long after the gate the call may still begin
   */
  public static Verdict call(CallFacts call, Duration writeLimit, Instant now) {
    if (call.state() != CallState.WAITING
        || call.dials().stream().anyMatch(DialState::mayHaveRung)) {
      return new Leave("it has a dial that may have rung", now.plus(LEFT_ALONE));
    }
    if (call.cancelled()) {
      return new Leave("its request was cancelled", now.plus(LEFT_ALONE));
    }
    if (!now.plus(writeLimit).isBefore(call.expiresAt())) {
      return new Leave("it expires before it could begin", now.plus(LOOK_AGAIN));
    }
    if (now.isBefore(call.dueAt())) {
      return wait(HoldCode.SCHEDULED, "It is not due yet", call.dueAt());
    }
    if (call.uncleared()) {
      var text = "Retell throttled it, and must first say that no call came of it";
      return new Wait(Hold.of(HoldCode.PROVIDER_BACKOFF, text), now.plus(LOOK_AGAIN));
    }
    return number(call, now);
  }

  private static Optional<Hold> control(LineFacts facts) {
    if (!facts.control().known()) {
      var text = "The gateway's control tables cannot be read";
      return Optional.of(Hold.of(HoldCode.CONTROL_UNAVAILABLE, text));
    }
    return facts.control().stopped()
        ? Optional.of(Hold.of(HoldCode.STOP_ALL, "All dialling was stopped"))
        : Optional.empty();
  }

  private static Optional<Hold> guard(LineFacts.GuardView guard) {
    if (guard.shut() != null) {
      return Optional.of(Hold.of(HoldCode.RESTORE_GUARD, guard.shut()));
    }
    return guard.sameDatabase() && guard.readBack()
        ? Optional.empty()
        : Optional.of(Hold.of(HoldCode.RESTORE_GUARD, "The database is being checked"));
  }

  private static Optional<Hold> shut(LineFacts facts) {
    var shut = facts.line().shut();
    if (shut != null && notReopened(shut.at(), facts.control().reopenedAt())) {
      return Optional.of(Hold.of(HoldCode.LINE_STOPPED, shut.reason()));
    }
    return facts.duplicates() < DUPLICATES_TO_SHUT
        ? Optional.empty()
        : Optional.of(Hold.of(HoldCode.LINE_STOPPED, "Retell placed three calls twice"));
  }

  private static boolean notReopened(Instant shutAt, @Nullable Instant reopenedAt) {
    return reopenedAt == null || !reopenedAt.isAfter(shutAt);
  }

  private static Optional<Hold> slots(LineFacts facts) {
    var slots = facts.slots();
    if (slots == null) {
      var text = "Retell does not say how many calls may run at once";
      return Optional.of(Hold.of(HoldCode.PROVIDER_BACKOFF, text));
    }
    return facts.taken() < slots
        ? Optional.empty()
        : Optional.of(Hold.of(HoldCode.NO_SLOT, "All " + slots + " slots are taken"));
  }

  private static Optional<Hold> pace(LineFacts facts, int unansweredMax) {
    if (facts.unanswered() >= unansweredMax) {
      var text = "As many creates as may are waiting for Retell's answer";
      return Optional.of(Hold.of(HoldCode.PACED, text));
    }
    return early(facts.now(), facts.nextDialAt());
  }

  private static Verdict number(CallFacts call, Instant now) {
    if (call.numberOpen()) {
      var text = "That number is being called, or may be";
      return new Wait(Hold.of(HoldCode.OPEN_CALL, text), now.plus(LOOK_AGAIN));
    }
    var shutUntil = call.numberShutUntil();
    return shutUntil != null && now.isBefore(shutUntil)
        ? wait(HoldCode.OPEN_CALL, "An earlier call to that number may still go on", shutUntil)
        : new Dial();
  }

  private static Verdict wait(HoldCode code, String text, Instant until) {
    return new Wait(new Hold(code, text, until), until);
  }
}
