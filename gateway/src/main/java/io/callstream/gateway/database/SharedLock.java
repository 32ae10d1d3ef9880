package io.callstream.gateway.database;

import io.callstream.contracts.Locks;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The side of an advisory lock that many hold at once, as long as nobody changes what it guards.
 * Waiters queue fairly: a change waits for those that work now, and for nobody who comes after it
 * (MECHANISMS.md B2).
 */
@Component
public final class SharedLock {

  private final JdbcClient jdbc;

  SharedLock(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Takes it until the transaction ends; a statement of its own, so that the read after it sees
   * what was there after the wait (B3).
   */
  public void take(Locks lockClass, int key) {
    jdbc.sql("select pg_advisory_xact_lock_shared(:class, :key)")
        .param("class", lockClass.classId())
        .param("key", key)
        .query(_ -> {});
  }
}
