package io.callstream.outbox;

import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who leads: a session-level advisory lock on a session of its own, and the row that says since
 * when and whether the leader still lives (MECHANISMS.md E1). All times are the database's.
 */
final class Leadership {

  /** A leader that has not beaten for so long is ended by whoever waits. */
  static final Duration SILENT_AFTER = Duration.ofSeconds(15);

  /** "outbox" in ASCII; one-bigint locks are a space of their own. */
  private static final long LOCK = 0x6f7574626f78L;

  private final JdbcClient session;

  Leadership(JdbcClient session) {
    this.session = session;
  }

  /** Takes the lock if nobody has it; it is held until the session ends. */
  boolean tryLock() {
    return session.sql("select pg_try_advisory_lock(?)").param(LOCK).query(Boolean.class).single();
  }

  /**
   * Ends the session that holds the lock, if its leader has not beaten for {@link #SILENT_AFTER}:
   * it is frozen, or cut off from the database without the database knowing.
   *
   * @return whether one was ended
   */
  boolean endSilentLeader() {
    return session
        .sql(
            """
            select pg_terminate_backend(l.pid)
              from pg_locks l, outbox.relay r
             where l.locktype = 'advisory' and l.granted and l.objsubid = 1
               and l.database = (select oid from pg_database where datname = current_database())
               and (l.classid::bigint << 32 | l.objid::bigint) = :lock
               and r.beat_at < clock_timestamp() - make_interval(secs => :limit)
            """)
        .param("lock", LOCK)
        .param("limit", SILENT_AFTER.toSeconds())
        .query(Boolean.class)
        .list()
        .contains(true);
  }

  /** Begins an epoch; the lock must be held. */
  long begin(String leader) {
    return session
        .sql(
            """
            update outbox.relay set epoch = epoch + 1, leader = ?, beat_at = clock_timestamp()
            returning epoch
            """)
        .param(leader)
        .query(Long.class)
        .single();
  }

  /** Says that the leader lives; false when the epoch is another's. */
  boolean beat(long epoch) {
    return session
            .sql("update outbox.relay set beat_at = clock_timestamp() where epoch = ?")
            .param(epoch)
            .update()
        == 1;
  }
}
