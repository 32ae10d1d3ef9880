package io.callstream.dispatcher.ledger;

import io.callstream.contracts.NameBasedIds;
import io.callstream.dispatcher.rules.DialNews.Accepted;
import io.callstream.dispatcher.rules.DialRules;
import io.callstream.retell.CallOrigin;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * Finds the dial that a call at Retell belongs to, and writes down what the sighting says of it:
 * first that it was placed, then that it is over. By Retell's id, else by our dial's, else by our
 * call's. Works in the caller's transaction.
 */
final class Sightings {

  private final JdbcClient database;
  private final Tables tables;
  private final DialBook book;
  private final DialSignals signals;
  private final Waits waits;
  private final Alerts alerts;

  Sightings(
      JdbcClient database,
      Tables tables,
      DialBook book,
      DialSignals signals,
      Waits waits,
      Alerts alerts) {
    this.database = database;
    this.tables = tables;
    this.book = book;
    this.signals = signals;
    this.waits = waits;
    this.alerts = alerts;
  }

  /**
   * Takes the locks that these sightings will need, in the one order.
   *
   * @return the calls whose rows are locked
   */
  Set<UUID> lock(Collection<Sighting> sightings) {
    return tables.lock(callsOf(sightings));
  }

  /**
   * Writes a sighting down.
   *
   * @return false when no dial and no call of ours is known for it
   */
  boolean take(Sighting sighting) {
    var dialId = dialOf(sighting);
    dialId.ifPresent(id -> after(id, sighting));
    return dialId.isPresent();
  }

  private void after(UUID dialId, Sighting sighting) {
    var end = sighting.end();
    if (end != null) {
      book.over(dialId, end);
    } else if (sighting.connected()) {
      tables.dials.stopNowIfWanted(dialId);
    }
  }

  private Optional<UUID> dialOf(Sighting sighting) {
    var retellCallId = sighting.retellCallId();
    var known = tables.dials.findByRetellCall(retellCallId).map(DialRow::dialId);
    var origin = sighting.origin();
    if (origin == null || known.filter(id -> id.equals(origin.dialId())).isPresent()) {
      return known;
    }
    var step =
        Optional.ofNullable(origin.dialId())
            .flatMap(id -> book.learn(id, new Accepted(retellCallId)));
    if (step.isEmpty() && known.isEmpty()) {
      recover(origin, retellCallId);
    }
    return tables.dials.findByRetellCall(retellCallId).map(DialRow::dialId);
  }

  /**
   * Our call, but no dial of this ledger is named: the one that waits for its answer, if none is.
   */
  private void recover(CallOrigin origin, String retellCallId) {
    tables.lock(Set.of(origin.callId()));
    var unanswered =
        origin.dialId() == null
            ? tables.dials.unanswered(origin.callId())
            : Optional.<DialRow>empty();
    if (unanswered.isPresent()) {
      book.learn(unanswered.get().dialId(), new Accepted(retellCallId));
    } else if (tables.calls.state(origin.callId()).isPresent()) {
      addFound(origin, retellCallId);
    }
  }

  /**
   * The dial is of a past that was lost. It becomes a dial that was placed, so that the call is not
   * dialled again and its number is shut.
   */
  private void addFound(CallOrigin origin, String retellCallId) {
    var now = tables.now();
    var dialId =
        origin.dialId() == null ? NameBasedIds.foreignCallId(retellCallId) : origin.dialId();
    var found =
        new Dials.Found(
            origin.callId(),
            retellCallId,
            now,
            now.plus(waits.askPlaced().after(0)),
            DialRules.shutUntil(now, waits.ringMax(), waits.lengthMax()));
    if (tables.dials.addFound(dialId, found, null)) {
      var dial = tables.dials.find(dialId).orElseThrow();
      tables.calls.inFlight(List.of(dial.callId()));
      tables.numbers.refresh(dial.toNumber());
      alerts.raise(Alerts.Kind.UNKNOWN_DIAL, "Retell has a call of a dial unknown here: " + dialId);
      signals.placed(dial, retellCallId, now, true);
    }
  }

  private Set<UUID> callsOf(Collection<Sighting> sightings) {
    var origins =
        sightings.stream().flatMap(s -> Optional.ofNullable(s.origin()).stream()).toList();
    var calls = new HashSet<UUID>();
    origins.forEach(origin -> calls.add(origin.callId()));
    calls.addAll(
        database
            .sql(
                """
                select call_id from dispatch.dials
                 where retell_call_id = any (:retell) or dial_id = any (:dials)
                """)
            .param(
                "retell",
                new SqlArrayValue("text", sightings.stream().map(Sighting::retellCallId).toArray()))
            .param(
                "dials",
                new SqlArrayValue(
                    "uuid",
                    origins.stream()
                        .flatMap(o -> Optional.ofNullable(o.dialId()).stream())
                        .toArray()))
            .query(SqlIds::first)
            .list());
    return calls;
  }
}
