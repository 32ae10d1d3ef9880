package io.callstream.runtime.database;

import io.callstream.runtime.startup.RefusedStart;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Brings a schema to the version its owner's scripts describe. */
public final class Migrations {

  private static final String OWNER = "callstream_owner";

  private Migrations() {}

  /**
   * Runs the scripts of {@code classpath:db/<schema>} that have not run yet, as {@code
   * callstream_owner}, on connections of its own. Instances that start together wait for each
   * other.
   *
   * @throws SQLException when the database cannot be reached, or another instance migrates for over
   *     a minute
   * @throws org.flywaydb.core.api.FlywayException when a script fails
   * @throws RefusedStart when the schema was migrated by other scripts than ours
   */
  public static void migrate(DatabaseSettings database, String schema) throws SQLException {
    Properties properties = database.connectionProperties("callstream_migrations");
    properties.setProperty("options", "-c role=" + OWNER + " -c lock_timeout=60s");
    try (Connection lock = DriverManager.getConnection(database.url(), properties)) {
      // Flyway's own lock lies in its history table, which two first starts would both create.
      holdUntilClosed(lock, schema);
      flyway(database, schema, properties).migrate();
    } catch (FlywayValidateException e) {
      throw new RefusedStart(
          "schema " + schema + " was migrated by other scripts than ours (another version?)", e);
    }
  }

  private static void holdUntilClosed(Connection connection, String schema) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_advisory_lock(hashtextextended(?, 0))")) {
      lock.setString(1, "callstream migrations of " + schema);
      lock.execute();
    }
  }

  private static Flyway flyway(DatabaseSettings database, String schema, Properties properties) {
    var config = Flyway.configure();
    var jdbcProperties = new HashMap<String, String>();
    properties.stringPropertyNames().forEach(n -> jdbcProperties.put(n, properties.getProperty(n)));
    return config
        .dataSource(database.url(), database.user(), database.password())
        .jdbcProperties(jdbcProperties)
        .locations("classpath:db/" + schema)
        .schemas(schema)
        .defaultSchema(schema)
        .table("flyway_history")
        .load();
  }
}
