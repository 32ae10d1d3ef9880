package io.callstream.outbox;

import io.callstream.runtime.database.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;

/** Publishes, from the table itself, the rows that a new slot does not stream. */
final class KeptRows {

  private static final int FETCH = 200;
  private static final int CHUNK_ROWS = 500;
  private static final long CHUNK_BYTES = 8L * 1024 * 1024;
  private static final Duration ROWS_WITHIN = Duration.ofSeconds(60);

  private final DatabaseSettings database;

  KeptRows(DatabaseSettings database) {
    this.database = database;
  }

  /**
   * Hands on the rows that are visible in the snapshot, in id order and in bounded chunks.
   *
   * @return how many there were
   */
  long publish(Slot.Beginning beginning, Consumer<List<Row>> publisher) throws SQLException {
    Properties properties = database.connectionProperties("callstream_outbox_kept_rows");
    // A connection that was cut in silence would hold the leadership for hours.
    properties.setProperty("socketTimeout", Long.toString(ROWS_WITHIN.toSeconds()));
    try (Connection connection = DriverManager.getConnection(database.url(), properties);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("set transaction snapshot '" + beginning.snapshot() + "'");
      statement.setFetchSize(FETCH);
      try (ResultSet rows =
          statement.executeQuery("select " + Row.COLUMNS + " from outbox.messages order by id")) {
        return publish(rows, publisher);
      }
    }
  }

  private static long publish(ResultSet rows, Consumer<List<Row>> publisher) throws SQLException {
    List<Row> chunk = new ArrayList<>();
    long bytes = 0;
    long count = 0;
    while (rows.next()) {
      Row row = Row.of(rows);
      chunk.add(row);
      bytes += row.value().length;
      count++;
      if (chunk.size() == CHUNK_ROWS || bytes >= CHUNK_BYTES) {
        publisher.accept(List.copyOf(chunk));
        chunk.clear();
        bytes = 0;
      }
    }
    publisher.accept(List.copyOf(chunk));
    return count;
  }
}
