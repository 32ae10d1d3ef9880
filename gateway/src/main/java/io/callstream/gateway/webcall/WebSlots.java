package io.callstream.gateway.webcall;

import io.callstream.gateway.database.Neighbours;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The places of web calls in the concurrency budget. A web call asks for one before Retell is
 * asked, and waits but a moment: somebody sits before it. While it waits the dispatcher lets no
 * dial through, so the next slot that falls free is the web call's. It is counted here until the
 * dispatcher counts its dial; while nobody knows the limit Retell alone keeps to it, since a web
 * call rings nobody.
 */
@Component
class WebSlots {

  /** A web call of which nothing more is heard: asked for, answered, joined or not. */
  private static final Duration KEPT = Duration.ofSeconds(60);

  private static final Duration WAITED = Duration.ofSeconds(2);
  private static final Duration LOOKED_EVERY = Duration.ofMillis(100);
  private static final String LOCK_LIMIT = "3s";
  private static final String SLOTS_NOW = "dispatch.slots_now()";

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  WebSlots(JdbcClient jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /** Takes a place for a web call, if there is one or falls free within two seconds. */
  boolean take(UUID requestId) {
    transaction.executeWithoutResult(_ -> {
      lock();
      forgetOld();
      jdbc.sql(
              """
              insert into gateway.web_slots (request_id, until)
              values (:id, clock_timestamp() + make_interval(secs => :kept))
              """)
          .param("id", requestId)
          .param("kept", KEPT.toSeconds())
          .update();
    });
    for (var waited = Duration.ZERO; ; waited = waited.plus(LOOKED_EVERY)) {
      if (isNext(requestId)) {
        return true;
      }
      if (waited.compareTo(WAITED) >= 0 || Thread.currentThread().isInterrupted()) {
        giveBack(requestId);
        return false;
      }
      LockSupport.parkNanos(LOOKED_EVERY.toNanos());
    }
  }

  /** Retell has made no call of it. */
  void giveBack(UUID requestId) {
    jdbc.sql("delete from gateway.web_slots where request_id = :id")
        .param("id", requestId)
        .update();
  }

  /** One at a time, of all gateways: who comes later stands behind. */
  private void lock() {
    jdbc.sql("select set_config('lock_timeout', :limit, true)")
        .param("limit", LOCK_LIMIT)
        .query(String.class)
        .single();
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended('gateway.web_slots', 0))")
        .query(_ -> {});
  }

  private void forgetOld() {
    jdbc.sql("delete from gateway.web_slots where until < clock_timestamp()").update();
  }

  /** Whether there is room for it and for those that came before it. */
  private boolean isNext(UUID requestId) {
    boolean known =
        jdbc.sql(Neighbours.IS_THERE).param("function", SLOTS_NOW).query(Boolean.class).single();
    return !known
        || jdbc.sql(
                """
                select coalesce(s.taken + before.places < s.open, true)
                  from dispatch.slots_now() s,
                       (select count(*) as places
                          from gateway.web_slots w, gateway.web_slots mine
                         where mine.request_id = :id
                           and (w.until, w.request_id) < (mine.until, mine.request_id)
                           and w.request_id not in (
                             select dispatch.known(coalesce(
                               (select array_agg(request_id) from gateway.web_slots), '{}')))) before
                """)
            .param("id", requestId)
            .query(Boolean.class)
            .single();
  }
}
