package io.callstream.outbox;

import io.callstream.runtime.database.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** One database session of the relay, as the plain login, committing each statement. */
final class RelaySession implements AutoCloseable {

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  private final Connection connection;
  private final JdbcClient client;

  private RelaySession(Connection connection) {
    this.connection = connection;
    this.client = JdbcClient.create(new SingleConnectionDataSource(connection, true));
  }

  /** Opens a session whose answers take at most 10 s. */
  static RelaySession open(DatabaseSettings database, String purpose) throws SQLException {
    Properties properties = database.connectionProperties(purpose);
    properties.setProperty("socketTimeout", Long.toString(ANSWER_LIMIT.toSeconds()));
    return new RelaySession(DriverManager.getConnection(database.url(), properties));
  }

  JdbcClient client() {
    return client;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
