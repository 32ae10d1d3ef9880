package io.callstream.dispatcher.gate;

import io.callstream.contracts.CallWindow;
import io.callstream.contracts.CampaignRules;
import io.callstream.contracts.CampaignWindow;
import io.callstream.dispatcher.ledger.SqlTimes;
import io.callstream.dispatcher.rules.CalleeFacts;
import io.callstream.dispatcher.rules.CallingHours;
import io.callstream.dispatcher.rules.Zones;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** What the gate asks about the people it may call; the locks of their numbers are held. */
final class Callees {

  private static final Duration DAY = Duration.ofHours(24);

  private final JdbcClient database;

  Callees(JdbcClient database) {
    this.database = database;
  }

  private record Dialled(UUID requestId, Instant at) {}

  /** Those of the numbers that are on the do-not-call list. */
  Set<String> suppressed(Collection<String> numbers) {
    return new HashSet<>(
        database
            .sql("select s from gateway.suppressed(:numbers) s")
            .param("numbers", new SqlArrayValue("text", numbers.stream().distinct().toArray()))
            .query((row, _) -> row.getString(1))
            .list());
  }

  /**
   * What concerns one of them.
   *
   * @param rules of the campaign; null for a single call
   */
  CalleeFacts of(WaitingCall call, @Nullable CampaignRules rules, boolean suppressed, Instant now) {
    var hours = rules == null ? hours(call.window()) : hours(rules.window(), call.toNumber());
    var zones =
        hours == null ? List.<java.time.ZoneId>of() : Zones.of(call.toNumber(), call.zone());
    var gap = Duration.ofSeconds(rules == null ? 0 : rules.minGapS());
    var cap = rules == null ? null : rules.dailyCap();
    var dialled =
        gap.isZero() && cap == null ? List.<Dialled>of() : since(call.toNumber(), now, gap);
    return new CalleeFacts(
        suppressed, hours, zones, last(dialled, call.requestId()), gap, day(dialled, now), cap);
  }

  private List<Dialled> since(String number, Instant now, Duration gap) {
    var span = gap.compareTo(DAY) > 0 ? gap : DAY;
    return database
        .sql(
            """
            select request_id, gate_at from dispatch.dials
             where to_number = :number and gate_at > :since
               and state not in ('rejected', 'not_sent') and duplicate_of is null
            """)
        .param("number", number)
        .param("since", SqlTimes.at(now.minus(span)))
        .query((row, _) ->
            new Dialled(row.getObject("request_id", UUID.class), SqlTimes.of(row, "gate_at")))
        .list();
  }

  /** Attempts of one request follow its own delays. */
  private static @Nullable Instant last(List<Dialled> dialled, UUID requestId) {
    return dialled.stream()
        .filter(dial -> !dial.requestId().equals(requestId))
        .map(Dialled::at)
        .max(Instant::compareTo)
        .orElse(null);
  }

  private static List<Instant> day(List<Dialled> dialled, Instant now) {
    return dialled.stream().map(Dialled::at).filter(at -> at.isAfter(now.minus(DAY))).toList();
  }

  private static @Nullable CallingHours hours(@Nullable CallWindow window) {
    return window == null
        ? null
        : CallingHours.of(window.days(), window.from(), window.to(), List.of());
  }

  private static CallingHours hours(CampaignWindow window, String number) {
    var own = Zones.country(number).map(window.countries()::get).orElse(null);
    return own == null
        ? CallingHours.of(window.days(), window.from(), window.to(), window.holidays())
        : CallingHours.of(own.days(), own.from(), own.to(), window.holidays());
  }
}
