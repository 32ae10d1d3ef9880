package io.callstream.dispatcher.ledger;

import io.callstream.contracts.ErrorCode;
import io.callstream.dispatcher.rules.AskSchedule;
import io.callstream.dispatcher.rules.DialNews;
import io.callstream.dispatcher.rules.DialRules;
import io.callstream.dispatcher.rules.DialState;
import io.callstream.dispatcher.rules.DialStep;
import io.callstream.dispatcher.rules.LineLimits;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is learned of dials, each piece in one transaction (the caller's, where there is one). The
 * gate alone makes dials; everything that becomes of them afterwards comes through here.
 */
public final class Ledger {

  private static final int LAPSED_AT_ONCE = 20;
  private static final int RIPE_AT_ONCE = 50;

  private final TransactionTemplate transaction;
  private final Tables tables;
  private final DialBook book;
  private final Placements placements;
  private final Sightings sightings;
  private final PlainSightings plainSightings;
  private final Pending pending;
  private final LineBook line;
  private final Waits waits;
  private final LineLimits lineLimits;
  private final Alerts alerts;

  /**
   * @param database on the pool of {@code transaction}
   */
  public Ledger(
      JdbcClient database,
      TransactionTemplate transaction,
      Signals signals,
      Waits waits,
      LineLimits lineLimits,
      Alerts alerts) {
    var dialSignals = new DialSignals(signals);
    this.transaction = transaction;
    this.tables = new Tables(database);
    var retries = new Retries(database, signals);
    this.book = new DialBook(tables, dialSignals, retries, waits, alerts);
    this.placements = new Placements(database, tables, dialSignals, waits);
    this.sightings = new Sightings(database, tables, book, dialSignals, waits, alerts);
    this.plainSightings = new PlainSightings(database, tables, dialSignals, retries, waits);
    this.pending = new Pending(database);
    this.line = new LineBook(database);
    this.waits = waits;
    this.lineLimits = lineLimits;
    this.alerts = alerts;
  }

  /**
   * Records what its sender says of a dial, whenever it comes.
   *
   * @return what it did; empty when there is no such dial (its gate never committed)
   */
  public Optional<DialStep> answered(UUID dialId, DialNews news) {
    return inTransaction(() -> {
      boolean moves = movesTheLine(news);
      if (moves) {
        line.lock();
      }
      var step = book.learn(dialId, news);
      boolean counts = news.answered() || step.filter(DialStep.Moves.class::isInstance).isPresent();
      if (moves && step.isPresent() && counts) {
        line.note(news, lineLimits);
      }
      if (news instanceof DialNews.Refused refused && refused.stopsTheLine()) {
        alerts.raise(Alerts.Kind.LINE_SHUT, "Retell refused the create: " + refused.message());
      }
      return step;
    });
  }

  /**
   * Records many accepted creates in one transaction, while the line is well.
   *
   * @param retellCallIds of each dial
   * @return those that were recorded; the others are to be recorded one by one
   */
  public Set<UUID> answered(Map<UUID, String> retellCallIds) {
    return inTransaction(
        () -> movesTheLine(new DialNews.Accepted("")) ? Set.of() : placements.take(retellCallIds));
  }

  /**
   * An accepted create leaves a healthy line as it is, and need not wait for the gates. It is as if
   * it had come before whatever goes wrong with the line meanwhile, which the next answer mends.
   * What did not leave us says nothing of the line: many come at once when this machine is slow,
   * and waiting for the gates would make it slower.
   */
  private boolean movesTheLine(DialNews news) {
    return switch (news) {
      case DialNews.NotSent _, DialNews.GivenUp _ -> false;
      case DialNews.Accepted _ -> !line.unmoved(news, lineLimits);
      case DialNews.Refused _, DialNews.Throttled _, DialNews.Unsure _ -> true;
    };
  }

  /**
   * Undoes what a clock of the database that was ahead did to the line.
   *
   * @param furthest how far off the gate sets the next moment at most
   */
  public void noWaitTooLong(Duration furthest) {
    transaction.executeWithoutResult(_ -> line.noneFurtherOff(furthest, lineLimits));
  }

  /** Notes that Retell answered a read, which a dial after a rest needs. */
  public void retellIsWell() {
    transaction.executeWithoutResult(_ -> line.noteWell());
  }

  /** The rate grows from little to the whole again: Retell could not be reached for long. */
  public void retellIsBack() {
    transaction.executeWithoutResult(_ -> line.ramp());
  }

  /**
   * Says unknown of the dials whose sender has not renewed its lease; nothing more may be said by
   * others than the sender.
   *
   * @return how many
   */
  public int lapse() {
    var lapsed = tables.dials.lapsed(LAPSED_AT_ONCE);
    lapsed.forEach(dialId -> answered(dialId, new DialNews.Unsure("its sender was lost")));
    return lapsed.size();
  }

  /** Keeps dials that their sender works on from being taken for lost. */
  public void renewLeases(Collection<UUID> dialIds, Duration lease) {
    tables.dials.renewLeases(dialIds, lease);
  }

  /** Takes down calls seen at Retell; those of a dial or call not known yet are kept for a day. */
  public void seen(List<Sighting> seen) {
    inTransaction(() -> {
      var locked = sightings.lock(seen);
      for (var sighting : plainSightings.take(seen, locked)) {
        if (!sightings.take(sighting) && worthKeeping(sighting)) {
          pending.keep(sighting);
        }
      }
      return seen.size();
    });
  }

  /**
   * Takes down what was kept and has become known.
   *
   * @param newest how old the webhooks are at most that do not say that they are of a call of ours
   * @return how many
   */
  public int takePending(Duration newest) {
    var ripe = pending.ripe(newest, RIPE_AT_ONCE);
    for (var sighting : ripe) {
      inTransaction(() -> {
        sightings.take(sighting);
        pending.forget(sighting.retellCallId());
        return sighting;
      });
    }
    return ripe.size();
  }

  /** Forgets webhooks that nobody has claimed in a day. */
  public int forgetPending() {
    return pending.forgetOld();
  }

  /**
   * A healthy list had no call of this dial: a throttled one is cleared, an unknown one is
   * abandoned when its time has come.
   */
  public void notListed(UUID dialId) {
    inTransaction(() -> {
      lockDial(dialId).ifPresent(this::notListed);
      return dialId;
    });
  }

  /**
   * A list had calls of this dial. Should they all be other dials' (Retell gave one id twice), an
   * unknown one is given up in time like one that is not listed.
   */
  public void listed(UUID dialId, List<Sighting> ours) {
    inTransaction(() -> {
      seen(ours);
      lockDial(dialId).filter(dial -> dial.state() == DialState.UNKNOWN).ifPresent(this::notListed);
      return dialId;
    });
  }

  /** Retell knows no such call (404, 422): after three such answers it is lost. */
  public void notFound(UUID dialId) {
    inTransaction(() -> {
      lockDial(dialId)
          .ifPresent(dial -> {
            tables.dials.missed(dialId);
            lostIfDue(dial, dial.misses() + 1);
          });
      return dialId;
    });
  }

  /** Its end was asked for and is not known: beyond the longest call it is lost. */
  public void stillOpen(UUID dialId) {
    inTransaction(() -> {
      lockDial(dialId).ifPresent(dial -> lostIfDue(dial, 0));
      return dialId;
    });
  }

  private void notListed(DialRow dial) {
    if (dial.state() == DialState.REJECTED && dial.throttled()) {
      tables.dials.cleared(dial.dialId());
      tables.calls.unhold(dial.callId());
      tables.numbers.refresh(dial.toNumber());
    } else if (dial.state() == DialState.UNKNOWN && dial.unknownAt() != null) {
      tables.dials.missed(dial.dialId());
      int misses = dial.misses() + 1;
      if (AskSchedule.abandon(dial.unknownAt(), misses, waits.abandonAfter(), tables.now())) {
        book.learn(dial.dialId(), new DialNews.GivenUp());
      }
    }
  }

  private void lostIfDue(DialRow dial, int misses) {
    if (dial.state() == DialState.ENDED && misses >= AskSchedule.MISSES_NEEDED) {
      tables.dials.saidAgain(dial.dialId());
      return;
    }
    var longestEnd = DialRules.shutUntil(dial.gateAt(), waits.ringMax(), waits.lengthMax());
    if (dial.state() == DialState.PLACED && AskSchedule.lost(misses, longestEnd, tables.now())) {
      var text = "Retell does not say how this call ended";
      book.over(dial.dialId(), new End.Assumed(ErrorCode.LOST, text));
    }
  }

  private Optional<DialRow> lockDial(UUID dialId) {
    return tables
        .dials
        .find(dialId)
        .flatMap(seen -> {
          tables.lock(List.of(seen.callId()));
          return tables.dials.find(dialId);
        });
  }

  /** A foreign call's start is nothing to us; its end may be that of a dial not yet known. */
  private static boolean worthKeeping(Sighting sighting) {
    return sighting.origin() != null || sighting.end() != null;
  }

  private <T> T inTransaction(java.util.function.Supplier<T> work) {
    return java.util.Objects.requireNonNull(transaction.execute(_ -> work.get()));
  }
}
