package io.callstream.bench;

import io.callstream.stack.Stack;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The database, as a superuser sees it. */
final class Database implements AutoCloseable {

  private static final String NAME = "callstream";

  private final Stack stack;
  private final Connection session;

  Database(Stack stack) throws SQLException {
    this.stack = stack;
    this.session = connect();
  }

  /** Another session. */
  Connection connect() throws SQLException {
    return stack.postgres().connectAsSuperuser(NAME);
  }

  void run(String sql) throws SQLException {
    try (var statement = session.createStatement()) {
      statement.execute(sql);
    }
  }

  /** All values as text. */
  List<String[]> rows(String sql) throws SQLException {
    try (var statement = session.createStatement();
        var found = statement.executeQuery(sql)) {
      var rows = new ArrayList<String[]>();
      int width = found.getMetaData().getColumnCount();
      while (found.next()) {
        var row = new String[width];
        for (int c = 0; c < width; c++) {
          row[c] = found.getString(c + 1);
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /** Forgets every call, and leaves nothing to be written later than the measured. */
  void clear() throws SQLException {
    run(
        """
        truncate calls.retell_calls, calls.aliases, calls.facts, calls.merged, calls.rollups,
          calls.rollup_changes, outbox.messages
        """);
    run("analyze calls.retell_calls, calls.aliases, calls.facts");
    run("checkpoint");
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
