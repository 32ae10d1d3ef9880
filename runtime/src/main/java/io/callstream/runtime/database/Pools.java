package io.callstream.runtime.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;

/**
 * Opens connection pools whose sessions work under a role and cannot hold locks for long. They read
 * what is committed, whatever the database's default: what is read under a lock must be what was
 * committed before it was got.
 */
public final class Pools {

  private static final Duration BORROW_LIMIT = Duration.ofSeconds(5);
  private static final Duration SILENCE_BEYOND_TRANSACTION = Duration.ofSeconds(10);

  private static final String NO_SCAN = " -c enable_seqscan=off";

  private Pools() {}

  /**
   * A pool that opens its connections when they are first wanted, so that it may be made while
   * PostgreSQL is away.
   *
   * @param role the role its sessions work under, for example {@code callstream_gateway}; {@code
   *     RESET ROLE} comes back to it
   * @param size the most connections at a time
   * @param transactionLimit PostgreSQL ends the session of a transaction that lasts longer, or that
   *     stands idle for so long: a frozen process keeps no locks (MECHANISMS.md B8)
   */
  public static HikariDataSource open(
      DatabaseSettings database, String role, int size, Duration transactionLimit) {
    return open(database, role, role, size, transactionLimit);
  }

  /**
   * As above, for a service with more than one pool.
   *
   * @param name tells the pools of one role apart in metrics
   */
  public static HikariDataSource open(
      DatabaseSettings database, String role, String name, int size, Duration transactionLimit) {
    return open(database, role, name, size, transactionLimit, options(role, transactionLimit));
  }

  /**
   * As above, for statements that name all their rows. A plan is kept that was made while a table
   * was all but empty, and such a one would read the table whole, however full it is by then.
   */
  public static HikariDataSource openByKey(
      DatabaseSettings database, String role, String name, int size, Duration transactionLimit) {
    return open(
        database, role, name, size, transactionLimit, options(role, transactionLimit) + NO_SCAN);
  }

  private static HikariDataSource open(
      DatabaseSettings database,
      String role,
      String name,
      int size,
      Duration transactionLimit,
      String options) {
    Properties properties = database.connectionProperties(role);
    properties.setProperty("options", options);
    properties.setProperty(
        "socketTimeout",
        Long.toString(transactionLimit.plus(SILENCE_BEYOND_TRANSACTION).toSeconds()));
    var config = new HikariConfig();
    config.setJdbcUrl(database.url());
    config.setDataSourceProperties(properties);
    config.setPoolName(name);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(BORROW_LIMIT.toMillis());
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }

  private static String options(String role, Duration limit) {
    return String.format(
        Locale.ROOT,
        "-c role=%s -c transaction_timeout=%d -c idle_in_transaction_session_timeout=%d"
            + " -c default_transaction_isolation=read\\ committed",
        role,
        limit.toMillis(),
        limit.toMillis());
  }
}
