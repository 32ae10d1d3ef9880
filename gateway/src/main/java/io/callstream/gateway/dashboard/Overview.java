package io.callstream.gateway.dashboard;

import io.callstream.gateway.call.CallFilter;
import io.callstream.gateway.call.Calls;
import io.callstream.gateway.database.Neighbours;
import io.callstream.gateway.deadletter.LetterBook;
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

  private static final String COUNTS =
      """
      select hour,
             coalesce(sum(calls) filter (where outcome in ('answered', 'transferred')), 0) as answered,
             coalesce(sum(calls) filter (where outcome = 'voicemail'), 0) as voicemail,
             coalesce(sum(calls) filter (where outcome in ('no_answer', 'busy', 'declined', 'invalid',
               'not_joined', 'cancelled')), 0) as unreached,
             coalesce(sum(calls) filter (where outcome in ('failed', 'unknown')), 0) as broken,
             coalesce(sum(calls) filter (where outcome is null), 0) as open
        from calls.api_rollups where hour >= :since group by 1 order by 1
      """;

  private static final String HELD =
      """
      select code, min(text) as text, count(*) as calls from dispatch.api_holds
       group by code order by 3 desc, 1
      """;

  private final JdbcClient jdbc;
  private final Calls calls;
  private final LetterBook letters;
  private final Pace pace;
  private final InstantSource clock;
  private @Nullable Glance last;

  Overview(JdbcClient jdbc, Calls calls, LetterBook letters, Pace pace, InstantSource clock) {
    this.pace = pace;
    this.letters = letters;
    this.jdbc = jdbc;
    this.calls = calls;
    this.clock = clock;
  }

  private record Counted(Instant from, Glance.Hour hour) {}

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
    var counted = counted(first);
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
        pace.ofAll(),
        held(),
        letters.summary().stream().mapToLong(kind -> kind.path("count").asLong(0)).sum(),
        hours,
        failures(first),
        When.of(now));
  }

  private Map<Instant, Counted> counted(Instant since) {
    var found = new HashMap<Instant, Counted>();
    Neighbours.ask(
            () ->
                jdbc.sql(COUNTS)
                    .param("since", since.atOffset(ZoneOffset.UTC))
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
            row.getLong("open")));
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
