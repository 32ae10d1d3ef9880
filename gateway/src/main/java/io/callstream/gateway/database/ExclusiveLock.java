package io.callstream.gateway.database;

import io.callstream.contracts.Locks;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The changer's side of the locks that the dispatcher's gate takes shared (MECHANISMS.md B2): what
 * is changed under one is in force for every gate from the moment it commits.
 */
@Component
public final class ExclusiveLock {

  /** Gates hold theirs for a second at most; a waiting changer goes before later gates. */
  private static final Duration WAITED_AT_MOST = Duration.ofSeconds(8);

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  ExclusiveLock(JdbcClient jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /**
   * Makes a change in a transaction that holds the lock. The lock is a statement of its own, so
   * that what the change reads is what was there after the wait (B3).
   *
   * @throws org.springframework.dao.DataAccessException when the lock cannot be had in time
   */
  public <T> T holding(Locks lockClass, int key, Supplier<T> change) {
    return transaction.execute(_ -> {
      take(lockClass, key);
      return change.get();
    });
  }

  /** The same with several locks of one class, keys ascending. */
  public <T> T holdingAll(Locks lockClass, Collection<Integer> keys, Supplier<T> change) {
    return transaction.execute(_ -> {
      waitNoLonger();
      jdbc.sql(
              """
              select pg_advisory_xact_lock(:class, key)
                from (select distinct key from unnest(:keys::int[]) key order by key) sorted
              """)
          .param("class", lockClass.classId())
          .param("keys", new SqlArrayValue("int4", keys.toArray()))
          .query(_ -> {});
      return change.get();
    });
  }

  private void waitNoLonger() {
    jdbc.sql("select set_config('lock_timeout', :limit, true)")
        .param("limit", WAITED_AT_MOST.toMillis() + "ms")
        .query(String.class)
        .single();
  }

  private void take(Locks lockClass, int key) {
    waitNoLonger();
    jdbc.sql("select pg_advisory_xact_lock(:class, :key)")
        .param("class", lockClass.classId())
        .param("key", key)
        .query(_ -> {});
  }
}
