package io.callstream.bench;

import io.callstream.stack.CannotStart;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes the outbox's relay a session's that does nothing with it. Any instance may host the relay;
 * beside peers without one a service is measured without it.
 */
public final class RelayTaken {

  private static final Duration LOOK = Duration.ofMillis(200);

  /** The lock is "outbox" in ASCII. */
  private static final String LOCK = "select pg_advisory_lock(x'6f7574626f78'::bigint)";

  /** Who waits in the queue gets the lock before the old leader can ask again. */
  private static final String END_HOLDER =
      """
      select pg_terminate_backend(holder.pid)
        from pg_locks holder join pg_locks waiting using (locktype, database, classid, objid)
       where locktype = 'advisory' and holder.granted and not waiting.granted
      """;

  private final Database database;

  public RelayTaken(Database database) {
    this.database = database;
  }

  /** The session that leads. When it is closed, a service leads again, with a new slot. */
  public Connection take() throws SQLException {
    var leader = database.connect();
    var waiting = Thread.ofVirtual().start(() -> wait(leader));
    beatForever();
    try {
      while (!waiting.join(LOOK)) {
        database.run(END_HOLDER);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
    // Once more: the old leader may have beaten in between.
    beatForever();
    dropSlot();
    return leader;
  }

  private static void wait(Connection leader) {
    try (var statement = leader.createStatement()) {
      statement.execute(LOCK);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Or who waits would end the new leader as silent. */
  private void beatForever() throws SQLException {
    database.run("update outbox.relay set beat_at = 'infinity'");
  }

  /** Or the next leader would first publish all that is measured meanwhile. */
  private void dropSlot() throws SQLException {
    while (!database.rows("select 1 from pg_replication_slots where active").isEmpty()) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
    database.run("select pg_drop_replication_slot(slot_name) from pg_replication_slots");
  }
}
