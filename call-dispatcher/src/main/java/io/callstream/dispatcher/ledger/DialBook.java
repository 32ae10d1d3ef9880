package io.callstream.dispatcher.ledger;

import io.callstream.contracts.DispatchSignal.Source;
import io.callstream.contracts.ErrorCode;
import io.callstream.contracts.HoldCode;
import io.callstream.contracts.NameBasedIds;
import io.callstream.dispatcher.ledger.Calls.DoneAs;
import io.callstream.dispatcher.rules.CallProgress;
import io.callstream.dispatcher.rules.CallState;
import io.callstream.dispatcher.rules.Conclusion;
import io.callstream.dispatcher.rules.Conclusion.DialEnd;
import io.callstream.dispatcher.rules.DialNews;
import io.callstream.dispatcher.rules.DialRules;
import io.callstream.dispatcher.rules.DialState;
import io.callstream.dispatcher.rules.DialStep;
import io.callstream.dispatcher.rules.Hold;
import io.callstream.retell.ending.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes down what is learned of a dial, with everything that follows from it: its call, its
 * number, its signals. Every method works in the caller's transaction and takes the locks of number
 * and call itself.
 */
final class DialBook {

  private static final Duration AFTER_NOT_SENT = Duration.ofSeconds(1);

  private final Tables tables;
  private final DialSignals signals;
  private final Retries retries;
  private final Waits waits;
  private final Alerts alerts;

  DialBook(Tables tables, DialSignals signals, Retries retries, Waits waits, Alerts alerts) {
    this.tables = tables;
    this.retries = retries;
    this.signals = signals;
    this.waits = waits;
    this.alerts = alerts;
  }

  /** What news did; empty when there is no such dial. */
  Optional<DialStep> learn(UUID dialId, DialNews news) {
    return locked(dialId).map(dial -> learn(dial, news));
  }

  /** The dial is over. Only a dial that was placed can be; evidence comes first. */
  void over(UUID dialId, End end) {
    locked(dialId).ifPresent(dial -> over(dial, end));
  }

  private Optional<DialRow> locked(UUID dialId) {
    return tables
        .dials
        .find(dialId)
        .flatMap(seen -> {
          tables.lock(List.of(seen.callId()));
          return tables.dials.find(dialId);
        });
  }

  private DialStep learn(DialRow dial, DialNews news) {
    if (news instanceof DialNews.Accepted accepted && dial.retellCallId() == null) {
      var holder = tables.dials.findByRetellCall(accepted.retellCallId());
      if (holder.isPresent()) {
        return held(dial, holder.get());
      }
    }
    var step = DialRules.next(dial.state(), dial.retellCallId(), news);
    switch (step) {
      case DialStep.Stays _ -> {}
      case DialStep.SecondCall second -> secondCall(dial, second.retellCallId());
      case DialStep.Moves moves -> move(dial, moves.late(), news);
    }
    return step;
  }

  /**
   * The call stands on another row already. Where only evidence made that one, both are one dial,
   * and all is said; else Retell has given one id to two dials, and this one's call is not known.
   */
  private DialStep held(DialRow dial, DialRow holder) {
    if (!holder.found() || !holder.callId().equals(dial.callId())) {
      var text = "Retell gave dial " + dial.dialId() + " the call of dial " + holder.dialId();
      alerts.raise(Alerts.Kind.SECOND_CALL, text);
      return learn(dial, new DialNews.Unsure("Retell gave it the call of another dial"));
    }
    boolean late = !dial.state().open();
    tables.dials.takeOver(dial.dialId(), holder.dialId(), late);
    tables.numbers.refresh(dial.toNumber());
    if (progress(dial, false) == CallState.DONE) {
      conclude(dial.callId());
    }
    return new DialStep.Moves(holder.state(), late);
  }

  private void move(DialRow dial, boolean late, DialNews news) {
    switch (news) {
      case DialNews.Accepted accepted -> placed(dial, accepted.retellCallId(), late);
      case DialNews.Refused refused -> refused(dial, refused);
      case DialNews.Throttled throttled -> throttled(dial, throttled);
      case DialNews.NotSent notSent -> notSent(dial, notSent);
      case DialNews.Unsure unsure ->
          tables.dials.unknown(
              dial.dialId(), unsure.cause(), tables.now().plus(waits.askUnknown().after(0)));
      case DialNews.GivenUp _ -> abandoned(dial);
    }
  }

  private void placed(DialRow dial, String retellCallId, boolean late) {
    var now = tables.now();
    var askAt = now.plus(waits.askPlaced().after(0));
    tables.dials.placed(dial.dialId(), retellCallId, askAt, late ? shutUntil(dial) : null);
    tables.calls.inFlight(List.of(dial.callId()));
    tables.calls.placed(List.of(dial.callId()));
    if (late) {
      tables.numbers.refresh(dial.toNumber());
      alerts.raise(
          Alerts.Kind.LATE_EVIDENCE, dial.state().wire() + " dial was placed: " + dial.dialId());
    }
    signals.placed(dial, retellCallId, now, late);
  }

  private void refused(DialRow dial, DialNews.Refused refused) {
    tables.dials.closed(dial.dialId(), DialState.REJECTED, refused.message(), null);
    tables.numbers.refresh(dial.toNumber());
    if (progress(dial, false) != CallState.DONE) {
      return;
    }
    if (neverRang(dial)) {
      tables.calls.done(dial.callId(), DoneAs.REJECTED);
      signals.ended(dial, new End.Assumed(ErrorCode.REJECTED, refused.message()), tables.now());
    } else {
      conclude(dial.callId());
    }
  }

  /** It may be ringing, hidden: no other call goes to its number either, until it is cleared. */
  private void throttled(DialRow dial, DialNews.Throttled throttled) {
    var settled = tables.now().plus(waits.throttleSettle());
    tables.dials.throttled(dial.dialId(), throttled.message(), settled, shutUntil(dial));
    tables.numbers.refresh(dial.toNumber());
    var text = "Retell throttled it; no call that came of it may be hidden before the next try";
    waitAgain(dial, new Hold(HoldCode.PROVIDER_BACKOFF, text, settled), settled);
  }

  private void notSent(DialRow dial, DialNews.NotSent notSent) {
    tables.dials.closed(dial.dialId(), DialState.NOT_SENT, notSent.cause(), null);
    tables.numbers.refresh(dial.toNumber());
    var again = tables.now().plus(AFTER_NOT_SENT);
    var text = "The request did not leave us: " + notSent.cause();
    waitAgain(dial, new Hold(HoldCode.PROVIDER_BACKOFF, text, again), again);
  }

  private void abandoned(DialRow dial) {
    tables.dials.closed(
        dial.dialId(), DialState.ABANDONED, "never known to Retell's list", shutUntil(dial));
    tables.ends.talkedAtMost(dial.dialId(), waits.lengthMax());
    tables.numbers.refresh(dial.toNumber());
    if (progress(dial, false) == CallState.DONE) {
      tables.calls.done(dial.callId(), DoneAs.ABANDONED);
    }
    alerts.raise(
        Alerts.Kind.ABANDONED, "no evidence of dial " + dial.dialId() + "; it may have rung");
    var text = "Retell's answer was lost and no call was found; the phone may have rung";
    signals.ended(dial, new End.Assumed(ErrorCode.ABANDONED, text), tables.now());
  }

  /** A row of its own, stopped if it lives; the projector learns of it from its webhooks. */
  private void secondCall(DialRow dial, String retellCallId) {
    var found =
        new Dials.Found(
            dial.callId(),
            retellCallId,
            dial.gateAt(),
            tables.now().plus(waits.askPlaced().after(0)),
            shutUntil(dial));
    var ownId = NameBasedIds.foreignCallId(retellCallId);
    if (tables.dials.addFound(ownId, found, dial.dialId())) {
      tables.numbers.refresh(dial.toNumber());
      alerts.raise(
          Alerts.Kind.SECOND_CALL, "dial " + dial.dialId() + " has a second call " + retellCallId);
    }
  }

  private void over(DialRow dial, End end) {
    if (dial.state() == DialState.PLACED) {
      ended(dial, end);
    } else if (dial.state() == DialState.ENDED && end.source() != Source.ASSUMED) {
      endedAgain(dial, end);
    }
  }

  private void ended(DialRow dial, End end) {
    boolean mayStillGoOn = end.source() == Source.ASSUMED;
    tables.dials.ended(
        dial.dialId(), end, waits.lengthMax(), mayStillGoOn ? shutUntil(dial) : null);
    tables.numbers.refresh(dial.toNumber());
    boolean over = progress(dial, false) == CallState.DONE;
    end.ending().filter(ending -> !ending.known()).ifPresent(_ -> newReason(end));
    if (over) {
      var ends = tables.ends.of(dial.callId());
      conclude(dial.callId(), ends, ends.size() == 1 ? end.ending() : Conclusion.of(ends));
    }
    if (mayStillGoOn) {
      alerts.raise(Alerts.Kind.LOST, "nobody says how dial " + dial.dialId() + " ended");
    }
    signals.ended(dial, end, tables.now());
    if (end.source() == Source.ASKED) {
      tables.dials.saidAgain(dial.dialId());
    }
  }

  /**
   * The attempt is over with its last dial. What all its dials came to is its end, and may be the
   * beginning of another one, if nobody was reached by any of them (MECHANISMS.md C3).
   */
  private void conclude(UUID callId, List<DialEnd> ends, Optional<Ending> ending) {
    ending.ifPresent(told -> endedAs(callId, told));
    if (!tables.calls.done(callId, DoneAs.ENDED)) {
      retries.reconsider(callId, ends);
    } else if (Conclusion.certain(ends)) {
      retries.after(Map.of(callId, ends));
    }
  }

  /** What the dials before came to counts, for this one rang nobody. */
  private void conclude(UUID callId) {
    var ends = tables.ends.of(callId);
    conclude(callId, ends, Conclusion.of(ends));
  }

  private void endedAs(UUID callId, Ending ending) {
    if (ending.status() != null && ending.outcome() != null) {
      tables.calls.endedAs(callId, ending.status().wire(), ending.outcome().wire());
    }
  }

  private void newReason(End end) {
    alerts.raise(
        Alerts.Kind.UNKNOWN_REASON, "Retell ended a call for a new reason: " + end.reason());
  }

  /** An observed end after an assumed one lifts what that one shut (MECHANISMS.md C2). */
  private void endedAgain(DialRow dial, End end) {
    boolean corrects = dial.endSource() == Source.ASSUMED;
    if (corrects) {
      tables.dials.ended(dial.dialId(), end, waits.lengthMax(), null);
      tables.numbers.refresh(dial.toNumber());
      Conclusion.of(tables.ends.of(dial.callId())).ifPresent(told -> endedAs(dial.callId(), told));
    }
    if (end.source() == Source.ASKED && (corrects || dial.sayAgain())) {
      signals.ended(dial, end, tables.now());
      tables.dials.saidAgain(dial.dialId());
    }
  }

  private void waitAgain(DialRow dial, Hold hold, Instant dueAt) {
    switch (progress(dial, true)) {
      case WAITING -> tables.calls.waitAgain(dial.callId(), hold, dueAt);
      case DONE -> conclude(dial.callId());
      case IN_FLIGHT -> {}
    }
  }

  private CallState progress(DialRow dial, boolean mayTryAgain) {
    return CallProgress.after(tables.dials.statesOf(dial.callId()), mayTryAgain);
  }

  private boolean neverRang(DialRow dial) {
    return tables.dials.statesOf(dial.callId()).stream().noneMatch(DialState::mayHaveRung);
  }

  private Instant shutUntil(DialRow dial) {
    return DialRules.shutUntil(dial.gateAt(), waits.ringMax(), waits.lengthMax());
  }
}
