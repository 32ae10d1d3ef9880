package io.callstream.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;

/**
 * A database of its own with the roles of {@code deploy/sql/bootstrap.sql} and nothing else in it.
 *
 * @param name unique on its server
 * @param jdbcUrl without user and password
 * @param user the login {@code callstream}
 */
public record TestDatabase(String name, String jdbcUrl, String user, String password)
    implements AutoCloseable {

  /** What a service reads to find this database (CONTRACT.md, Environment). */
  public Map<String, String> environment() {
    return Map.of("DATABASE_URL", jdbcUrl, "DATABASE_USER", user, "DATABASE_PASSWORD", password);
  }

  /** A new session of the plain login, which sees no table; the caller closes it. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl, user, password);
  }

  /** A new session as {@code callstream_<role>}: owner, gateway, dispatcher, projector, reader. */
  public Connection connectAs(String role) throws SQLException {
    String separator = jdbcUrl.contains("?") ? "&" : "?";
    return DriverManager.getConnection(
        jdbcUrl + separator + "options=-c%20role=callstream_" + role, user, password);
  }

  /** A new session that no policy binds, to look at what the services wrote. */
  public Connection connectAsSuperuser() throws SQLException {
    return TestServers.shared().connectAsSuperuser(name);
  }

  /** Ends its sessions and drops it, with its replication slots, which are counted per server. */
  @Override
  public void close() throws SQLException {
    try (Connection server = TestServers.shared().connectAsSuperuser("postgres")) {
      run(
          server,
          "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots"
              + " WHERE database = ? AND active");
      run(
          server,
          "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = ?");
      try (PreparedStatement drop =
          server.prepareStatement("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)")) {
        drop.execute();
      }
    }
  }

  private void run(Connection server, String sql) throws SQLException {
    try (PreparedStatement statement = server.prepareStatement(sql)) {
      statement.setString(1, name);
      statement.execute();
    }
  }
}
