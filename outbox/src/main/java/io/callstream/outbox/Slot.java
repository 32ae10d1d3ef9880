package io.callstream.outbox;

import io.callstream.runtime.database.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The replication slot that keeps the WAL for the relay, and what the schema needs from time to
 * time.
 */
final class Slot {

  private static final Duration CREATED_WITHIN = Duration.ofSeconds(60);

  private final DatabaseSettings database;
  private final JdbcClient session;
  private final String name;

  Slot(DatabaseSettings database, JdbcClient session, String name) {
    this.database = database;
    this.session = session;
    this.name = name;
  }

  /** Slot names are the server's, not the database's: this one carries the database's oid. */
  static String nameFor(JdbcClient session) {
    return session
        .sql(
            "select 'callstream_outbox_' || oid from pg_database where datname = current_database()")
        .query(String.class)
        .single();
  }

  String name() {
    return name;
  }

  /** What PostgreSQL knows of it; empty when there is none. */
  Optional<SlotState> state() {
    return session
        .sql(
            """
            select wal_status, invalidation_reason,
                   pg_wal_lsn_diff(confirmed_flush_lsn, '0/0')::bigint as confirmed,
                   coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint as kept,
                   pg_size_bytes(current_setting('max_slot_wal_keep_size')) as bound
              from pg_replication_slots where slot_name = ?
            """)
        .param(name)
        .query((row, _) ->
            new SlotState(
                row.getString("wal_status"),
                row.getString("invalidation_reason"),
                row.getLong("confirmed"),
                row.getLong("kept"),
                row.getLong("bound")))
        .optional();
  }

  /** Ends the session that streams from it; true when none does any more. */
  boolean free() {
    List<@Nullable Boolean> ended =
        session
            .sql(
                """
                select pg_terminate_backend(active_pid)
                  from pg_replication_slots where slot_name = ? and active_pid is not null
                """)
            .param(name)
            .query(Boolean.class)
            .list();
    return ended.isEmpty();
  }

  /**
   * Drops it, while the epoch is ours: one statement asks and drops, so that a leader that was
   * frozen before it cannot drop what the next one has made.
   */
  void drop(long epoch) {
    session
        .sql(
            """
            select pg_drop_replication_slot(s.slot_name)
              from pg_replication_slots s, outbox.relay r
             where s.slot_name = ? and r.epoch = ?
            """)
        .param(name)
        .param(epoch)
        .query()
        .listOfRows();
  }

  /** Partitions ahead, old ones dropped (the schema's own function); it waits for locks for 2 s. */
  void maintain() {
    session.sql("select outbox.maintain()").query().listOfRows();
  }

  /** Makes it anew; the snapshot in what is returned shows all that the slot will not stream. */
  Beginning create() throws SQLException {
    Properties properties = database.connectionProperties("callstream_outbox_slot");
    properties.setProperty("replication", "database");
    properties.setProperty("preferQueryMode", "simple");
    // Without it the driver does not ask for replication at all.
    properties.setProperty("assumeMinServerVersion", "18");
    properties.setProperty("socketTimeout", Long.toString(CREATED_WITHIN.toSeconds()));
    Connection connection = DriverManager.getConnection(database.url(), properties);
    try (Statement statement = connection.createStatement();
        ResultSet made =
            statement.executeQuery(
                "CREATE_REPLICATION_SLOT " + name + " LOGICAL pgoutput (SNAPSHOT 'export')")) {
      made.next();
      return new Beginning(
          connection, made.getString("snapshot_name"), made.getString("consistent_point"));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Where a new slot begins.
   *
   * @param connection keeps the snapshot alive
   * @param snapshot for {@code SET TRANSACTION SNAPSHOT}
   * @param position the first WAL position it streams
   */
  record Beginning(Connection connection, String snapshot, String position)
      implements AutoCloseable {

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
