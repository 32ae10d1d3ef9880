package io.callstream.dispatcher.ledger;

import io.callstream.dispatcher.rules.DialState;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * Writes down many accepted creates at once, where there is nothing to decide: the dial is the one
 * that was sent, and nobody has named its call yet. Works in the caller's transaction.
 */
final class Placements {

  /**
   * Who stops many takes them in this order too, and without the locks of their calls. Asked for by
   * their state as well, they would be looked for among all that ever had it.
   */
  private static final String LOCKED = " order by dial_id for update";

  private final JdbcClient database;
  private final Tables tables;
  private final DialSignals signals;
  private final Waits waits;

  Placements(JdbcClient database, Tables tables, DialSignals signals, Waits waits) {
    this.database = database;
    this.tables = tables;
    this.signals = signals;
    this.waits = waits;
  }

  /**
   * Writes down what is plain.
   *
   * @param retellCallIds of each dial
   * @return the dials that were; what the others come to must be learned of each by itself
   */
  Set<UUID> take(Map<UUID, String> retellCallIds) {
    var seen = find(retellCallIds.keySet(), "");
    tables.lock(seen.stream().map(DialRow::callId).collect(Collectors.toSet()));
    var plain = plain(find(retellCallIds.keySet(), LOCKED), retellCallIds);
    if (plain.isEmpty()) {
      return Set.of();
    }
    var now = tables.now();
    var names = plain.stream().map(dial -> name(dial, retellCallIds)).toList();
    var callIds = plain.stream().map(DialRow::callId).toList();
    placed(ids(plain), names, now.plus(waits.askPlaced().after(0)));
    tables.calls.inFlight(callIds);
    tables.calls.placed(callIds);
    signals.placed(plain, names, now);
    return Set.copyOf(ids(plain));
  }

  private List<DialRow> plain(List<DialRow> dials, Map<UUID, String> retellCallIds) {
    var known = known(retellCallIds.values());
    return dials.stream()
        .filter(dial -> dial.state() == DialState.DIALLING)
        .filter(dial -> !known.contains(name(dial, retellCallIds)))
        .filter(dial -> isOneOnly(name(dial, retellCallIds), retellCallIds.values()))
        .toList();
  }

  private static boolean isOneOnly(String name, Collection<String> names) {
    return names.stream().filter(name::equals).count() == 1;
  }

  private static String name(DialRow dial, Map<UUID, String> retellCallIds) {
    return java.util.Objects.requireNonNull(retellCallIds.get(dial.dialId()));
  }

  private static List<UUID> ids(List<DialRow> dials) {
    return dials.stream().map(DialRow::dialId).toList();
  }

  private List<DialRow> find(Collection<UUID> dialIds, String andHow) {
    return database
        .sql(
            "select "
                + DialRow.COLUMNS
                + " from dispatch.dials where dial_id = any (:ids)"
                + andHow)
        .param("ids", SqlIds.array(dialIds))
        .query(DialRow::of)
        .list();
  }

  /** Those of Retell's calls that stand on a row. */
  private Set<String> known(Collection<String> retellCallIds) {
    return Set.copyOf(
        database
            .sql("select retell_call_id from dispatch.dials where retell_call_id = any (:ids)")
            .param("ids", new SqlArrayValue("text", retellCallIds.toArray()))
            .query(String.class)
            .list());
  }

  /**
   * Calls were made of open dials, in time.
   *
   * @param retellCallIds of each, in their order
   */
  private void placed(List<UUID> dialIds, List<String> retellCallIds, Instant askAt) {
    database
        .sql(
            """
            update dispatch.dials d
               set state = 'placed', retell_call_id = u.retell, placed_at = clock_timestamp(),
                   late = false, shut_until = null, ask_at = :ask, asks = 0, misses = 0,
                   stop_at = case when stop_wanted then clock_timestamp() end
              from unnest(:ids::uuid[], :retells::text[]) u (id, retell)
             where d.dial_id = u.id
            """)
        .param("ids", SqlIds.array(dialIds))
        .param("retells", new SqlArrayValue("text", retellCallIds.toArray()))
        .param("ask", SqlTimes.at(askAt))
        .update();
  }
}
