package io.callstream.dispatcher.ledger;

import io.callstream.contracts.Locks;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * The advisory locks that guard the gateway's control, shared; who changes it takes them
 * exclusively (MECHANISMS.md B2). The locks of a class are a statement, and the read after them is
 * another: a statement that waited for a lock still sees what was there before the wait (B3).
 */
public final class ControlLocks {

  private final JdbcClient database;

  public ControlLocks(JdbcClient database) {
    this.database = database;
  }

  /**
   * Takes the locks of one class, keys ascending, until the transaction ends. They may share a
   * statement: it reads nothing that they guard.
   */
  public void shared(Locks lock, Collection<Integer> keys) {
    database
        .sql("select pg_advisory_xact_lock_shared(:class, key) from unnest(:keys::int[]) key")
        .param("class", lock.classId())
        .param("keys", new SqlArrayValue("int4", keys.stream().distinct().sorted().toArray()))
        .query((_, _) -> lock)
        .list();
  }

  /** Requests that were cancelled when they might have been dialled, and are not over. */
  public List<UUID> stopping() {
    return database.sql("select s from gateway.stopping() s").query(SqlIds::first).list();
  }

  /** Those of the requests whose cancellation was asked for. */
  public Set<UUID> cancelled(Collection<UUID> requestIds) {
    List<UUID> found =
        database
            .sql("select c from gateway.cancelled(:ids) c")
            .param("ids", SqlIds.array(requestIds))
            .query(SqlIds::first)
            .list();
    return new HashSet<>(found);
  }
}
