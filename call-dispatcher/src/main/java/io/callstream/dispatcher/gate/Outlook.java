package io.callstream.dispatcher.gate;

import io.callstream.contracts.HoldCode;
import io.callstream.dispatcher.ledger.Ledger;
import io.callstream.dispatcher.ledger.LineBook;
import io.callstream.dispatcher.rules.GateRules;
import io.callstream.dispatcher.rules.Hold;
import io.callstream.dispatcher.rules.LineFacts;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What bars the way of every call, seen without locks: good for not trying in vain, and for saying
 * why nothing is dialled. The gate decides for itself.
 */
final class Outlook {

  /** So long lanes need not look again: the gate decides for itself. */
  private static final Duration FRESH = Duration.ofMillis(100);

  /** A connection is opened when the rate's moment is so near, and stands by for it. */
  private static final Duration STAND_BY = Duration.ofMillis(400);

  private final LineBook line;
  private final Ledger ledger;
  private final OwnFacts own;
  private final Reach reach;
  private final LineHolds holds;
  private final ShownSlots shown;
  private final int unanswered;
  private final int atOnce;
  private final boolean momentsAreNear;
  private final LongSupplier nanoTime;
  private volatile @Nullable Seen seen;

  /** That the way was clear, or will be at a moment that is near. */
  private record Seen(View.Clear view, long at) {}

  /** Where it shows what it sees. */
  record Shown(LineHolds holds, ShownSlots slots) {}

  Outlook(
      LineBook line,
      Ledger ledger,
      OwnFacts own,
      Reach reach,
      Shown shown,
      GateSettings settings,
      LongSupplier nanoTime) {
    this.line = line;
    this.ledger = ledger;
    this.own = own;
    this.reach = reach;
    this.holds = shown.holds();
    this.shown = shown.slots();
    this.unanswered = settings.unanswered();
    this.atOnce = settings.atOnce();
    this.momentsAreNear = settings.pace().step().compareTo(Turn.NEAR) <= 0;
    this.nanoTime = nanoTime;
  }

  /** What a look says. */
  sealed interface View {

    /**
     * Connections may be opened, and the gate be tried after the wait.
     *
     * @param room how many at most
     */
    record Clear(Duration standBy, int room) implements View {}

    /** Not now. */
    record Barred() implements View {}

    /** Not now, but what barred the way is gone. */
    record LookAgain() implements View {}
  }

  /**
   * What a look of the last moment saw, if the way was clear; looks otherwise. Looks, too, where
   * the gate would not wait for the rate's next moment.
   */
  View lately() {
    var last = seen;
    return last != null && momentsAreNear && nanoTime.getAsLong() - last.at() < FRESH.toNanos()
        ? last.view()
        : look();
  }

  /** Looks, and shows what bars the way. */
  View look() {
    var view = view();
    // Who goes by it later waits for the rate's moment at the gate.
    seen =
        view instanceof View.Clear clear
            ? new Seen(new View.Clear(Duration.ZERO, clear.room()), nanoTime.getAsLong())
            : null;
    return view;
  }

  private View view() {
    var known = own.slots().keepFresh() ? own.slots().known() : null;
    if (known != null) {
      shown.show(known);
    }
    var facts = own.addedTo(line.facts());
    var hold = GateRules.line(facts, unanswered).or(reach::hold);
    hold.ifPresentOrElse(holds::show, holds::clear);
    int room = Math.clamp(GateRules.room(facts, unanswered), 1, atOnce);
    if (hold.isEmpty()) {
      return new View.Clear(Duration.ZERO, room);
    }
    if (facts.line().needsWellRead(facts.now())) {
      return readIsAnswered() ? new View.LookAgain() : new View.Barred();
    }
    return standBy(hold.get(), facts)
        .<View>map(wait -> new View.Clear(wait, room))
        .orElseGet(View.Barred::new);
  }

  /** The gate was closed after all. */
  void barred(Hold hold) {
    seen = null;
    holds.show(hold);
  }

  void unreachable(String cause) {
    seen = null;
    holds.show(reach.failed(cause));
  }

  void reached() {
    if (reach.succeeded()) {
      ledger.retellIsBack();
    }
  }

  private boolean readIsAnswered() {
    boolean answered = own.slots().ask();
    if (answered) {
      ledger.retellIsWell();
    }
    return answered;
  }

  /** The time until the rate's moment, when that is all that bars the way and it is near. */
  private static Optional<Duration> standBy(Hold hold, LineFacts facts) {
    if (hold.code() != HoldCode.PACED || hold.until() == null) {
      return Optional.empty();
    }
    var wait = Duration.between(facts.now(), hold.until());
    return wait.compareTo(STAND_BY) < 0 ? Optional.of(wait) : Optional.empty();
  }
}
