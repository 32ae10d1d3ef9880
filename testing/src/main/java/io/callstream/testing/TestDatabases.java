package io.callstream.testing;

import io.callstream.stack.DatabaseBootstrap;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** Fresh databases on the one server of this JVM, which starts at the first call. */
public final class TestDatabases {

  private static final AtomicInteger MADE = new AtomicInteger();

  private TestDatabases() {}

  /** Makes a database; it goes with the server at the end of the JVM, or earlier by its close. */
  public static synchronized TestDatabase create() {
    String name = "callstream_" + MADE.incrementAndGet();
    try (Connection superuser = TestServers.shared().connectAsSuperuser("postgres")) {
      DatabaseBootstrap.run(superuser, name);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot make database " + name, e);
    }
    return new TestDatabase(
        name, TestServers.shared().jdbcUrl(name), DatabaseBootstrap.NAME, DatabaseBootstrap.NAME);
  }
}
