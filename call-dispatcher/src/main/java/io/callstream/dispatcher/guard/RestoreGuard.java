package io.callstream.dispatcher.guard;

import io.callstream.contracts.DispatchSignal.Heartbeat;
import io.callstream.dispatcher.ledger.Alerts;
import io.callstream.dispatcher.ledger.LineBook;
import io.callstream.dispatcher.ledger.LineBook.Identity;
import io.callstream.dispatcher.ledger.Signals;
import io.callstream.dispatcher.ledger.SqlTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code dispatch.guard} (MECHANISMS.md D). It shuts when the cluster or its timeline is another
 * one than the ledger was trusted on, or when {@code dispatch-signals} holds a record that this
 * ledger never said. Heartbeats are said so that also a quiet past leaves such records.
 *
 * <p>Before it can be released, the calls that Retell has are matched with this ledger ({@link
 * io.callstream.dispatcher.asking.LostCalls}); then a person decides, who must have read what is in
 * the way.
 */
public final class RestoreGuard {

  private static final Duration BETWEEN_BEATS = Duration.ofSeconds(10);

  private final JdbcClient database;
  private final TransactionTemplate transaction;
  private final LineBook line;
  private final Signals signals;
  private final Alerts alerts;
  private final Settings settings;
  private volatile @Nullable Instant readBackUnder;

  public RestoreGuard(
      JdbcClient database,
      TransactionTemplate transaction,
      Signals signals,
      Alerts alerts,
      Settings settings) {
    this.database = database;
    this.transaction = transaction;
    this.line = new LineBook(database);
    this.signals = signals;
    this.alerts = alerts;
    this.settings = settings;
  }

  /**
   * How it is set.
   *
   * @param installation key and content of the heartbeats
   * @param ringMax {@code CALL_RING_MAX}: no release sooner after shutting
   * @param ids of guards; random
   */
  public record Settings(String installation, Duration ringMax, Supplier<UUID> ids) {}

  /**
   * @param cluster the cluster that is trusted; null before the first start
   * @param guardId set while it is shut
   * @param released whether a person has released that one
   */
  private record Row(
      @Nullable String cluster,
      long timeline,
      @Nullable UUID guardId,
      boolean released,
      boolean beatDue) {

    boolean isOf(Identity here) {
      return here.cluster().equals(cluster) && here.timeline() == timeline;
    }
  }

  /**
   * Looks: trusts a database that was never trusted, shuts on another one, takes note of a release,
   * says a heartbeat when one is due.
   *
   * @return false: there is nothing to do at once
   */
  public boolean look() {
    transaction.executeWithoutResult(_ -> {
      line.lock();
      var row = row();
      var here = line.identity();
      if (row.guardId() != null) {
        if (row.released()) {
          trust(here);
        }
      } else if (row.cluster() == null) {
        trust(here);
      } else if (!row.isOf(here)) {
        shutLocked("The database is another one than before, or was restored: " + here);
      }
      if (row.beatDue()) {
        beat(here);
      }
    });
    return false;
  }

  /**
   * The start of the server under which this process has read back what was published. Under any
   * other the database may be an earlier one, put back behind our back: cluster and timeline are
   * the same then.
   */
  public @Nullable Instant readBackUnder() {
    return readBackUnder;
  }

  /** Notes that what was published has been read back, begun under this start of the server. */
  public void readBack(Instant databaseStart) {
    readBackUnder = databaseStart;
  }

  /** When the server was started. */
  public Instant databaseStart() {
    return line.databaseStart();
  }

  /** Whether it is shut, released or not. */
  boolean isShut() {
    return row().guardId() != null;
  }

  /**
   * What this ledger has lost.
   *
   * @param since nothing older is lost
   * @param now by the database's clock
   */
  public record Gap(UUID guardId, Instant since, Instant now) {}

  /** The gap, while it is shut and nobody has released it. */
  public Optional<Gap> gap() {
    return database
        .sql(
            """
            select n.guard_id, coalesce(g.lost_since, 'epoch') as since, clock_timestamp() as now
              from dispatch.guard_now() n join dispatch.guard g using (guard_id) where n.shut
            """)
        .query((row, _) ->
            new Gap(
                row.getObject("guard_id", UUID.class),
                SqlTimes.of(row, "since"),
                SqlTimes.of(row, "now")))
        .optional();
  }

  /** Notes that this ledger knows each call that Retell had at {@link Gap#now}. */
  public void matched(Gap gap) {
    transaction.executeWithoutResult(_ -> {
      line.lock();
      database
          .sql("update dispatch.guard set matched_at = :at where guard_id = :id")
          .param("at", SqlTimes.at(gap.now()))
          .param("id", gap.guardId())
          .update();
    });
  }

  /** Shuts the gate, unless it is shut. */
  public void shut(String reason) {
    transaction.executeWithoutResult(_ -> {
      line.lock();
      if (row().guardId() == null) {
        shutLocked(reason);
      }
    });
  }

  private void shutLocked(String reason) {
    database
        .sql(
            """
            update dispatch.guard
               set guard_id = :id, reason = :reason, shut_at = clock_timestamp(),
                   releasable_at = clock_timestamp() + cast(:ring as interval), matched_at = null,
                   lost_since = (select coalesce(max(said_at), 'epoch') from dispatch.signals
                                  where said_at < pg_postmaster_start_time())
            """)
        .param("id", settings.ids().get())
        .param("reason", reason)
        .param("ring", settings.ringMax().toMillis() + " milliseconds")
        .update();
    alerts.raise(Alerts.Kind.GUARD_SHUT, reason);
  }

  private void trust(Identity here) {
    database
        .sql(
            """
            update dispatch.guard
               set system_identifier = :cluster, timeline_id = :timeline, guard_id = null,
                   reason = null, shut_at = null, releasable_at = null, lost_since = null,
                   matched_at = null
            """)
        .param("cluster", here.cluster())
        .param("timeline", here.timeline())
        .update();
  }

  private void beat(Identity here) {
    Instant now =
        database
            .sql(
                "update dispatch.guard set heartbeat_at = clock_timestamp() returning heartbeat_at")
            .query((row, _) -> SqlTimes.of(row, "heartbeat_at"))
            .single();
    signals.say(
        settings.installation(),
        new Heartbeat(
            settings.installation(), here.cluster(), Math.toIntExact(here.timeline()), now));
  }

  private Row row() {
    return database
        .sql(
            """
            select g.system_identifier, g.timeline_id, g.guard_id,
                   c.known and c.guard_released = g.guard_id as released,
                   g.heartbeat_at < clock_timestamp() - cast(:between as interval) as beat_due
              from dispatch.guard g cross join dispatch.control() c
            """)
        .param("between", BETWEEN_BEATS.toMillis() + " milliseconds")
        .query((row, _) ->
            new Row(
                row.getString("system_identifier"),
                row.getLong("timeline_id"),
                row.getObject("guard_id", UUID.class),
                row.getBoolean("released"),
                row.getBoolean("beat_due")))
        .single();
  }
}
