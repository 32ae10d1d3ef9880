package io.callstream.runtime.database;

import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.environment.ImpossibleSetting;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where the one database is, and the login that every session begins as (CONTRACT.md, "Database
 * roles").
 *
 * @param url a JDBC URL of PostgreSQL
 */
public record DatabaseSettings(String url, String user, String password) {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  /** Reads {@code DATABASE_URL}, {@code DATABASE_USER}, {@code DATABASE_PASSWORD}. */
  public static DatabaseSettings from(Environment environment) {
    String url = environment.textOr("DATABASE_URL", "jdbc:postgresql://127.0.0.1:5433/callstream");
    if (!url.startsWith("jdbc:postgresql:") || !isReadable(url)) {
      throw new ImpossibleSetting(
          "DATABASE_URL", "must be a JDBC URL such as jdbc:postgresql://host:port/database");
    }
    return new DatabaseSettings(
        url,
        environment.textOr("DATABASE_USER", "callstream"),
        environment.text("DATABASE_PASSWORD").orElse(""));
  }

  /** As the driver reads it, without its own lines on stderr about what it cannot read. */
  private static boolean isReadable(String url) {
    Logger driver = Logger.getLogger("org.postgresql");
    Level level = driver.getLevel();
    driver.setLevel(Level.OFF);
    try {
      DriverManager.getDriver(url);
      return true;
    } catch (SQLException _) {
      return false;
    } finally {
      driver.setLevel(level);
    }
  }

  /**
   * What every connection of ours has: the login, a name to be found by in {@code
   * pg_stat_activity}, and limits on connecting and on a silent network.
   *
   * @param purpose ends up in {@code application_name}; at most 63 bytes count
   */
  public Properties connectionProperties(String purpose) {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", purpose);
    properties.setProperty("connectTimeout", Long.toString(CONNECT_LIMIT.toSeconds()));
    properties.setProperty("loginTimeout", Long.toString(2 * CONNECT_LIMIT.toSeconds()));
    properties.setProperty("tcpKeepAlive", "true");
    // The detail of an error quotes rows, which have no place in logs.
    properties.setProperty("logServerErrorDetail", "false");
    return properties;
  }

  @Override
  public String toString() {
    return "DatabaseSettings[url=" + url + ", user=" + user + "]";
  }
}
