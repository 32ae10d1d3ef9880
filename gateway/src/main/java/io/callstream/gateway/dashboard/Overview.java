package io.callstream.gateway.dashboard;

import io.callstream.gateway.call.CallFilter;
import io.callstream.gateway.call.Calls;
import io.callstream.gateway.database.Neighbours;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts what the overview shows, for all who look at it at once. */
@Component
final class Overview {

  private static final Duration KEPT = Duration.ofSeconds(5);
  private static final int HOURS = 24;
  private static final int FAILURES = 5;
  private static final double RATE_MINUTES = 5;

  private static final String COUNTS =
      """
      select date_trunc('hour', requested_at) as hour,
             count(*) filter (where outcome in ('answered', 'transferred')) as answered,
             count(*) filter (where outcome = 'voicemail') as voicemail,
             count(*) filter (where outcome in ('no_answer', 'busy', 'declined', 'invalid',
               'not_joined', 'cancelled')) as unreached,
             count(*) filter (where outcome in ('failed', 'unknown')) as broken,
             count(*) filter (where outcome is null) as open,
             count(*) filter (where placed_at > :recent) as dials
        from calls.api_calls where requested_at >= :since group by 1 order by 1
      """;

  private static final String HELD =
      """
      select code, min(text) as text, count(*) as calls from dispatch.api_holds
       group by code order by 3 desc, 1
      """;

  private final JdbcClient jdbc;
  private final Calls calls;
  private final InstantSource clock;
  private @Nullable Glance last;

  Overview(JdbcClient jdbc, Calls calls, InstantSource clock) {
    this.jdbc = jdbc;
    this.calls = calls;
    this.clock = clock;
  }

  private record Counted(Instant from, Glance.Hour hour, long dials) {}

  private record Slots(@Nullable Integer open, long taken) {}

  /** As things stood at most a few seconds ago. */
  synchronized Glance now() {
    var before = last;
    var now = clock.instant();
    if (before != null && now.isBefore(Instant.parse(before.at().iso()).plus(KEPT))) {
      return before;
    }
    var glance = look(now);
    last = glance;
    return glance;
  }

  private Glance look(Instant now) {
    var first = now.truncatedTo(ChronoUnit.HOURS).minus(HOURS - 1, ChronoUnit.HOURS);
    var counted = counted(first, now);
    var hours = new ArrayList<Glance.Hour>();
    for (int i = 0; i < HOURS; i++) {
      var from = first.plus(i, ChronoUnit.HOURS);
      hours.add(
          Optional.ofNullable(counted.get(from))
              .map(Counted::hour)
              .orElseGet(() -> new Glance.Hour(When.of(from), 0, 0, 0, 0, 0)));
    }
    long all = hours.stream().mapToLong(Glance.Hour::all).sum();
    long open = hours.stream().mapToLong(Glance.Hour::open).sum();
    var slots = slots();
    return new Glance(
        all,
        hours.stream().mapToLong(Glance.Hour::answered).sum(),
        all - open,
        slots.taken(),
        slots.open(),
        counted.values().stream().mapToLong(Counted::dials).sum() / RATE_MINUTES,
        held(),
        hours,
        failures(first),
        When.of(now));
  }

  private Map<Instant, Counted> counted(Instant since, Instant now) {
    var found = new HashMap<Instant, Counted>();
    Neighbours.ask(
            () ->
                jdbc.sql(COUNTS)
                    .param("since", since.atOffset(ZoneOffset.UTC))
                    .param(
                        "recent",
                        now.minus((long) RATE_MINUTES, ChronoUnit.MINUTES).atOffset(ZoneOffset.UTC))
                    .query((row, _) -> counted(row))
                    .list(),
            List.<Counted>of())
        .forEach(hour -> found.put(hour.from(), hour));
    return found;
  }

  private static Counted counted(ResultSet row) throws SQLException {
    var from = row.getObject("hour", OffsetDateTime.class).toInstant();
    return new Counted(
        from,
        new Glance.Hour(
            When.of(from),
            row.getLong("answered"),
            row.getLong("voicemail"),
            row.getLong("unreached"),
            row.getLong("broken"),
            row.getLong("open")),
        row.getLong("dials"));
  }

  private List<Glance.Held> held() {
    return Neighbours.ask(
        () ->
            jdbc.sql(HELD)
                .query((row, _) ->
                    new Glance.Held(
                        Words.name(row.getString("code")),
                        row.getString("text"),
                        row.getLong("calls")))
                .list(),
        List.of());
  }

  private Slots slots() {
    return Neighbours.ask(
            () ->
                jdbc.sql("select open, taken from dispatch.slots_now()")
                    .query(Slots.class)
                    .optional(),
            Optional.<Slots>empty())
        .orElse(new Slots(null, 0));
  }

  private List<CallRow> failures(Instant since) {
    var filter = new CallFilter(Map.of("status", "failed", "since", since), null, FAILURES);
    return calls.list(filter).items().stream().map(CallRow::of).toList();
  }
}
