package io.callstream.dispatcher.gate;

import io.callstream.contracts.CallWindow;
import io.callstream.contracts.CampaignRules;
import io.callstream.dispatcher.ledger.SqlTimes;
import io.callstream.dispatcher.rules.CalleeFacts;
import io.callstream.hours.CalleeHours;
import io.callstream.hours.CallingHours;
import io.callstream.hours.Zones;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** What is asked about people who may be called. */
final class Callees {

  private static final Duration DAY = Duration.ofHours(24);

  private final JdbcClient database;

  Callees(JdbcClient database) {
    this.database = database;
  }

  /**
   * Somebody who may be called.
   *
   * @param zone the callee's own; null to go by the number
   * @param window of a single call; null for any time
   */
  record Callee(String number, @Nullable String zone, @Nullable CallWindow window) {}

  /**
   * What concerns each of them.
   *
   * @param rules of the campaign; null for single calls
   */
  List<CalleeFacts> of(List<Callee> callees, @Nullable CampaignRules rules, Instant now) {
    var numbers = callees.stream().map(Callee::number).distinct().toList();
    var suppressed = suppressed(numbers);
    var gap = Duration.ofSeconds(rules == null ? 0 : rules.minGapS());
    var cap = rules == null ? null : rules.dailyCap();
    var dialled =
        gap.isZero() && cap == null
            ? Map.<String, List<Instant>>of()
            : dialled(numbers, now, gap.compareTo(DAY) > 0 ? gap : DAY);
    var known = rules == null ? null : CalleeHours.ofCampaign(rules.window());
    return callees.stream()
        .map(callee -> {
          var calls = dialled.getOrDefault(callee.number(), List.of());
          var hours = known == null ? hours(callee) : known.of(callee.number());
          var zones = hours == null ? List.<ZoneId>of() : Zones.of(callee.number(), callee.zone());
          return new CalleeFacts(
              suppressed.contains(callee.number()),
              hours,
              zones,
              calls.stream().max(Instant::compareTo).orElse(null),
              gap,
              calls.stream().filter(at -> at.isAfter(now.minus(DAY))).toList(),
              cap);
        })
        .toList();
  }

  /** Those of the numbers that are on the do-not-call list. */
  private Set<String> suppressed(Collection<String> numbers) {
    return new HashSet<>(
        database
            .sql("select s from gateway.suppressed(:numbers) s")
            .param("numbers", new SqlArrayValue("text", numbers.toArray()))
            .query((row, _) -> row.getString(1))
            .list());
  }

  /** Dials that may have rung. Refusals for want of room reached for nobody. */
  private Map<String, List<Instant>> dialled(
      Collection<String> numbers, Instant now, Duration span) {
    var found = new HashMap<String, List<Instant>>();
    database
        .sql(
            """
            select to_number, gate_at from dispatch.dials
             where to_number = any (:numbers) and gate_at > :since and duplicate_of is null
               and dispatch.counts_as_call(state, end_reason) = 1
            """)
        .param("numbers", new SqlArrayValue("text", numbers.toArray()))
        .param("since", SqlTimes.at(now.minus(span)))
        .query(row -> {
          found
              .computeIfAbsent(row.getString("to_number"), _ -> new ArrayList<>())
              .add(SqlTimes.of(row, "gate_at"));
        });
    return found;
  }

  private static @Nullable CallingHours hours(Callee callee) {
    return callee.window() == null ? null : CalleeHours.of(callee.window());
  }
}
