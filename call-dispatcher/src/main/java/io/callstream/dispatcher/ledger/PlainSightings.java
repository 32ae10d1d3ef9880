package io.callstream.dispatcher.ledger;

import io.callstream.contracts.DispatchSignal.Source;
import io.callstream.dispatcher.rules.CallState;
import io.callstream.dispatcher.rules.Conclusion.DialEnd;
import io.callstream.dispatcher.rules.DialState;
import io.callstream.retell.ending.Ending;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * Takes down many webhooks at once, where there is nothing to decide: the call stands on the one
 * dial of an attempt, and what is said of it is its end, or nothing new. Works in the caller's
 * transaction.
 */
final class PlainSightings {

  private final JdbcClient database;
  private final Tables tables;
  private final DialSignals signals;
  private final Retries retries;
  private final Waits waits;

  PlainSightings(
      JdbcClient database, Tables tables, DialSignals signals, Retries retries, Waits waits) {
    this.database = database;
    this.tables = tables;
    this.signals = signals;
    this.retries = retries;
    this.waits = waits;
  }

  /**
   * A dial, and how its call stands.
   *
   * @param sole whether the call has no other dial that may have rung
   */
  private record Standing(DialRow dial, @Nullable CallState call, boolean sole) {}

  /** The end of a dial, with what it means for its call. */
  private record Ended(DialRow dial, End.Reported end, String status, String outcome) {}

  /**
   * Writes down what is plain.
   *
   * @param locked calls whose rows are locked
   * @return those that are left, each to be taken by itself, in their order
   */
  List<Sighting> take(List<Sighting> sightings, Set<UUID> locked) {
    var known = known(sightings, locked);
    var left = left(sightings, known);
    var ends = new LinkedHashMap<UUID, Ended>();
    for (var sighting : sightings) {
      var standing = known.get(sighting.retellCallId());
      if (standing != null
          && standing.dial().state() == DialState.PLACED
          && sighting.end() instanceof End.Reported end
          && !left.contains(sighting.retellCallId())) {
        ends.putIfAbsent(standing.dial().callId(), ended(standing.dial(), end));
      }
    }
    if (!ends.isEmpty()) {
      write(List.copyOf(ends.values()));
    }
    return sightings.stream().filter(s -> left.contains(s.retellCallId())).toList();
  }

  /** Whoever stops many takes dials in this order too, and without the locks of their calls. */
  private Map<String, Standing> known(List<Sighting> sightings, Set<UUID> locked) {
    return database
        .sql(
            "select "
                + DialRow.COLUMNS
                + """
                , (select c.state from dispatch.calls c where c.call_id = d.call_id) as of_call,
                  not exists (select from dispatch.dials o
                               where o.call_id = d.call_id and o.dial_id <> d.dial_id
                                 and o.state not in ('rejected', 'not_sent')) as sole
                  from dispatch.dials d
                 where retell_call_id = any (:names) and call_id = any (:locked)
                 order by dial_id for update
                """)
        .param(
            "names",
            new SqlArrayValue(
                "text", sightings.stream().map(Sighting::retellCallId).distinct().toArray()))
        .param("locked", SqlIds.array(locked))
        .query(PlainSightings::standing)
        .list()
        .stream()
        .collect(
            Collectors.toMap(
                standing -> Objects.requireNonNull(standing.dial().retellCallId()),
                Function.identity()));
  }

  private static Standing standing(ResultSet row, int number) throws SQLException {
    var call = row.getString("of_call");
    return new Standing(
        DialRow.of(row, number), call == null ? null : CallState.of(call), row.getBoolean("sole"));
  }

  /** What is not plain, and all else that is said of the same calls: their order matters. */
  private static Set<String> left(List<Sighting> sightings, Map<String, Standing> known) {
    var left = new HashSet<String>();
    var calls = new HashSet<UUID>();
    for (var sighting : sightings) {
      var standing = known.get(sighting.retellCallId());
      if (!plain(sighting, standing)) {
        left.add(sighting.retellCallId());
        Optional.ofNullable(standing).ifPresent(of -> calls.add(of.dial().callId()));
        Optional.ofNullable(sighting.origin()).ifPresent(of -> calls.add(of.callId()));
      }
    }
    known.forEach((name, standing) -> {
      if (calls.contains(standing.dial().callId())) {
        left.add(name);
      }
    });
    return left;
  }

  private static boolean plain(Sighting sighting, @Nullable Standing standing) {
    if (standing == null) {
      return false;
    }
    var dial = standing.dial();
    var origin = sighting.origin();
    if (origin != null && !dial.dialId().equals(origin.dialId())) {
      return false;
    }
    return switch (dial.state()) {
      case PLACED ->
          sighting.end() == null
              ? !(sighting.connected() && dial.stopWanted())
              : isPlainEnd(sighting.end(), standing);
      case ENDED ->
          sighting.end() == null
              || (sighting.end() instanceof End.Reported && dial.endSource() != Source.ASSUMED);
      default -> false;
    };
  }

  private static boolean isPlainEnd(End end, Standing standing) {
    return end instanceof End.Reported
        && end.ending().filter(Ending::known).isPresent()
        && standing.sole()
        && standing.call() == CallState.IN_FLIGHT;
  }

  private static Ended ended(DialRow dial, End.Reported end) {
    var ending = end.ending().orElseThrow();
    return new Ended(
        dial,
        end,
        Objects.requireNonNull(ending.status()).wire(),
        Objects.requireNonNull(ending.outcome()).wire());
  }

  private void write(List<Ended> ends) {
    var dials = ends.stream().map(Ended::dial).toList();
    dialsEnded(ends);
    tables.numbers.refresh(dials.stream().map(DialRow::toNumber).distinct().toList());
    callsDone(ends);
    retries.after(
        ends.stream()
            .collect(
                Collectors.toMap(
                    ended -> ended.dial().callId(),
                    ended -> List.of(new DialEnd(true, ended.end().reason())))));
    signals.reported(dials, tables.now());
  }

  private void dialsEnded(List<Ended> ends) {
    database
        .sql(
            """
            update dispatch.dials d
               set state = 'ended', ended_at = clock_timestamp(), end_source = 'webhook',
                   end_reason = u.reason,
                   duration_ms = coalesce(u.talked, least(:longest,
                     extract(epoch from clock_timestamp() - coalesce(placed_at, gate_at)) * 1000)::bigint),
                   ask_at = case when say_again then ask_at end, stop_at = null, shut_until = null
              from unnest(:ids::uuid[], :reasons::text[], :talked::bigint[]) u (id, reason, talked)
             where d.dial_id = u.id
            """)
        .param("ids", array("uuid", ends, ended -> ended.dial().dialId()))
        .param("reasons", array("text", ends, ended -> ended.end().reason()))
        .param("talked", array("int8", ends, ended -> ended.end().durationMs()))
        .param("longest", waits.lengthMax().toMillis())
        .update();
  }

  private void callsDone(List<Ended> ends) {
    database
        .sql(
            """
            update dispatch.calls c
               set state = 'done', done_as = 'ended', done_at = clock_timestamp(), hold_code = null,
                   hold_text = null, hold_until = null, end_status = u.status, outcome = u.outcome
              from unnest(:ids::uuid[], :states::text[], :outcomes::text[]) u (id, status, outcome)
             where c.call_id = u.id
            """)
        .param("ids", array("uuid", ends, ended -> ended.dial().callId()))
        .param("states", array("text", ends, Ended::status))
        .param("outcomes", array("text", ends, Ended::outcome))
        .update();
  }

  private static SqlArrayValue array(
      String type, List<Ended> ends, Function<Ended, @Nullable Object> part) {
    return new SqlArrayValue(type, ends.stream().map(part).toArray());
  }
}
