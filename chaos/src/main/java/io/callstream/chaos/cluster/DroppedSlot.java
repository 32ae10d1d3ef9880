package io.callstream.chaos.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.LockSupport;

/** A replication slot that is dropped against whoever uses it. */
final class DroppedSlot {

  private static final int TRIES_MAX = 100;
  private static final long BETWEEN_NANOS = 50_000_000;
  private static final String IN_USE = "55006";
  private static final String GONE = "42704";

  private DroppedSlot() {}

  /** False when there is none. */
  static boolean dropAll(Connection superuser) throws SQLException {
    try (Statement sql = superuser.createStatement();
        ResultSet slots = sql.executeQuery("select slot_name from pg_replication_slots")) {
      boolean dropped = false;
      while (slots.next()) {
        drop(superuser, slots.getString(1));
        dropped = true;
      }
      return dropped;
    }
  }

  /**
   * Ends its user and drops it, again and again while another takes it up.
   *
   * @throws SQLException when it is still there after all tries
   */
  private static void drop(Connection superuser, String slot) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      run(
          superuser,
          "select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = ?",
          slot);
      try {
        run(superuser, "select pg_drop_replication_slot(?)", slot);
        return;
      } catch (SQLException e) {
        if (GONE.equals(e.getSQLState())) {
          return;
        }
        if (!IN_USE.equals(e.getSQLState()) || attempt == TRIES_MAX) {
          throw e;
        }
      }
      LockSupport.parkNanos(BETWEEN_NANOS);
    }
  }

  private static void run(Connection superuser, String query, String slot) throws SQLException {
    try (PreparedStatement sql = superuser.prepareStatement(query)) {
      sql.setString(1, slot);
      sql.execute();
    }
  }
}
