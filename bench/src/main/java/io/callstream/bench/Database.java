package io.callstream.bench;

import io.callstream.stack.Stack;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The database, as a superuser sees it. */
public final class Database implements AutoCloseable {

  private static final String NAME = "callstream";

  private final Stack stack;
  private final Connection session;

  public Database(Stack stack) throws SQLException {
    this.stack = stack;
    this.session = connect();
  }

  /** Another session. */
  public Connection connect() throws SQLException {
    return stack.postgres().connectAsSuperuser(NAME);
  }

  /** One statement, or several without parameters. */
  public void run(String sql) throws SQLException {
    try (var statement = session.createStatement()) {
      statement.execute(sql);
    }
  }

  /** All values as text. */
  public List<String[]> rows(String sql) throws SQLException {
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

  /** The first value, a whole number. */
  public long number(String sql) throws SQLException {
    return Long.parseLong(rows(sql).getFirst()[0]);
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
