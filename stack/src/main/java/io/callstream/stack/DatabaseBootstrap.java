package io.callstream.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Runs {@code deploy/sql/bootstrap.sql}, the one place of roles, statement by statement. */
public final class DatabaseBootstrap {

  /** The database, the login and, on a developer's machine, the login's password. */
  public static final String NAME = "callstream";

  private DatabaseBootstrap() {}

  /**
   * Makes roles and database where they are not there yet.
   *
   * @param superuser a connection in autocommit mode to any database of the server
   * @param database the name of the database to make: {@link #NAME}, in tests another
   */
  public static void run(Connection superuser, String database) throws SQLException {
    String script = script().replace("DATABASE " + NAME, "DATABASE " + database);
    boolean exists = exists(superuser, database);
    try (Statement sql = superuser.createStatement()) {
      for (String statement : statements(script)) {
        if (!exists || !statement.startsWith("CREATE DATABASE")) {
          sql.execute(statement);
        }
      }
    }
  }

  private static boolean exists(Connection superuser, String database) throws SQLException {
    try (PreparedStatement sql =
        superuser.prepareStatement("SELECT FROM pg_database WHERE datname = ?")) {
      sql.setString(1, database);
      try (ResultSet rows = sql.executeQuery()) {
        return rows.next();
      }
    }
  }

  /** Statements end with a semicolon at the end of a line, outside of {@code $$} blocks. */
  static List<String> statements(String script) {
    List<String> statements = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    boolean block = false;
    for (String line : script.lines().filter(line -> !line.startsWith("--")).toList()) {
      block ^= line.contains("$$");
      current.append(line).append('\n');
      if (!block && line.endsWith(";")) {
        statements.add(current.toString().strip());
        current.setLength(0);
      }
    }
    return statements;
  }

  private static String script() {
    try (InputStream in =
        Objects.requireNonNull(DatabaseBootstrap.class.getResourceAsStream("bootstrap.sql"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
