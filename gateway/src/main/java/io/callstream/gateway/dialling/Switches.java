package io.callstream.gateway.dialling;

import io.callstream.contracts.Locks;
import io.callstream.gateway.database.ExclusiveLock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * {@code gateway.control}: the switches that the dispatcher's gate reads inside its own
 * transaction. Each is changed under the exclusive lock for which the gate takes the shared one, so
 * that it is in force the moment it commits (MECHANISMS.md B2).
 */
@Component
public final class Switches {

  private final JdbcClient jdbc;
  private final ExclusiveLock lock;

  Switches(JdbcClient jdbc, ExclusiveLock lock) {
    this.jdbc = jdbc;
    this.lock = lock;
  }

  /** Whether a person has stopped all dialling. */
  public boolean stopped() {
    return jdbc.sql("select stopped from gateway.control").query(Boolean.class).single();
  }

  /**
   * The same, for who makes a call inside the transaction that holds the answer: a stop that comes
   * later waits for it (MECHANISMS.md B2, B3).
   */
  public boolean stoppedUnderLock() {
    jdbc.sql("select pg_advisory_xact_lock_shared(:class, :key)")
        .param("class", Locks.STOP_SWITCH.classId())
        .param("key", Locks.key())
        .query(_ -> {});
    return stopped();
  }

  /** Stops all dialling. */
  public void stop(String apiKeyId) {
    change("stopped = true", null, apiKeyId);
  }

  /** Lets dials through again, also those that 401, 402 or duplicates had stopped. */
  public void start(String apiKeyId) {
    change("stopped = false, line_reopened_at = clock_timestamp()", null, apiKeyId);
  }

  /** Notes that an operator has looked at what the restore guard saw. */
  void release(UUID guardId, String apiKeyId) {
    change("guard_released = :guard", guardId, apiKeyId);
  }

  private void change(String assignments, @Nullable UUID guardId, String apiKeyId) {
    lock.holding(
        Locks.STOP_SWITCH,
        Locks.key(),
        () ->
            jdbc.sql(
                    "update gateway.control set changed_at = clock_timestamp(), changed_by = :by, "
                        + assignments)
                .param("by", apiKeyId)
                .param("guard", guardId)
                .update());
  }
}
