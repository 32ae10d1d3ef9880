package io.callstream.gateway.dashboard;

import io.callstream.gateway.database.Neighbours;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Tells open pages that what they show has changed. All pages of this gateway together cost a few
 * queries a second, however many are open.
 */
@Component
final class LiveCalls {

  /** Pages open at a time; the next one is told to come back. */
  static final int LISTENERS_MAX = 500;

  /** Pages told at a look; each asks for itself again, and that is what an open page costs. */
  static final int TOLD_MAX = 20;

  private static final String CHANGES =
      """
      select call_id, version || ' ' || status || ' ' || coalesce(updated_at::text, '') as mark
        from calls.api_calls where call_id = any (:calls)
      """;

  private static final String HOLDS =
      "select call_id, code || ' ' || text as mark from dispatch.api_holds where call_id = any (:calls)";

  private static final String REQUESTS =
      """
      select request_id as call_id,
             concat_ws(' ', withdrawn_at is not null, stop_asked_at is not null) as mark
        from gateway.requests where request_id = any (:calls)
      """;

  private static final String NEWEST =
      """
      select call_id, call_id::text as mark from calls.api_calls
       order by requested_at desc, call_id desc limit 1
      """;

  private final JdbcClient jdbc;
  private final Map<Listener, Seen> seen = new ConcurrentHashMap<>();
  private long looks;

  LiveCalls(JdbcClient jdbc, MeterRegistry meters) {
    this.jdbc = jdbc;
    meters.gaugeMapSize("callstream.dashboard.listeners", List.of(), seen);
  }

  /** What a page was last told of, and at which look. */
  private record Seen(String mark, long at) {}

  private record News(Listener listener, String mark, long lastTold) {}

  /** An open page. */
  interface Listener {

    /** The calls it shows. */
    Set<UUID> calls();

    /** Whether it shows the newest calls there are. */
    boolean newest();

    /** How many looks it takes until it is told in any case; 0 for never: it shows calls alone. */
    int every();

    /** Something of it has changed. */
    void changed();

    /** The gateway stops; another may go on telling it. */
    void end();
  }

  /** Begins to tell it, with a first word at once; false when there are too many. */
  boolean add(Listener listener) {
    if (seen.size() >= LISTENERS_MAX) {
      return false;
    }
    seen.put(listener, new Seen("", 0));
    return true;
  }

  /** Open pages would hold up the stop of the server. */
  @EventListener(ContextClosedEvent.class)
  void end() {
    List.copyOf(seen.keySet()).forEach(Listener::end);
  }

  /** It is gone. */
  void remove(Listener listener) {
    seen.remove(listener);
  }

  /** Looks once, and tells whom it concerns; there is never more to do at once. */
  boolean look() {
    if (seen.isEmpty()) {
      return false;
    }
    var watched = new HashSet<UUID>();
    seen.keySet().forEach(listener -> watched.addAll(listener.calls()));
    var marks = new HashMap<UUID, String>();
    for (var sql : watched.isEmpty() ? List.<String>of() : List.of(CHANGES, HOLDS, REQUESTS)) {
      marks(sql, watched).forEach((id, mark) -> marks.merge(id, mark, (a, b) -> a + ";" + b));
    }
    boolean anyNewest = seen.keySet().stream().anyMatch(Listener::newest);
    var newest = anyNewest ? marks(NEWEST, Set.of()).values().toString() : "";
    looks++;
    seen.entrySet().stream()
        .map(page ->
            new News(page.getKey(), mark(page.getKey(), marks, newest), page.getValue().at()))
        .filter(news -> !news.mark().equals(last(news.listener())))
        .sorted(Comparator.comparingLong(News::lastTold))
        .limit(TOLD_MAX)
        .forEach(this::tell);
    return false;
  }

  private String mark(Listener listener, Map<UUID, String> marks, String newest) {
    var now = new StringBuilder(listener.newest() ? newest : "now");
    if (listener.every() > 0) {
      now.append(looks / listener.every());
    }
    listener.calls().stream().sorted().forEach(id -> now.append('|').append(marks.get(id)));
    return now.toString();
  }

  private @Nullable String last(Listener listener) {
    var known = seen.get(listener);
    return known == null ? null : known.mark();
  }

  private void tell(News news) {
    if (seen.replace(news.listener(), new Seen(news.mark(), looks)) != null) {
      news.listener().changed();
    }
  }

  private Map<UUID, String> marks(String sql, Set<UUID> calls) {
    var found = new HashMap<UUID, String>();
    var query = jdbc.sql(sql);
    if (sql.contains(":calls")) {
      query = query.param("calls", Neighbours.array(calls));
    }
    var asked = query;
    Neighbours.ask(
            () ->
                asked
                    .query((row, n) ->
                        Map.entry(row.getObject("call_id", UUID.class), row.getString("mark")))
                    .list(),
            List.<Map.Entry<UUID, String>>of())
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }
}
