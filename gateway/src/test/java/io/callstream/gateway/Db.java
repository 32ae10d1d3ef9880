package io.callstream.gateway;

import io.callstream.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Looks at, and into, a test's database past all roles and policies. */
public final class Db implements AutoCloseable {

  private final TestDatabase database;
  private final Connection connection;
  private final JdbcClient jdbc;

  public Db(TestDatabase database) {
    this.database = database;
    try {
      this.connection = database.connectAsSuperuser();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    this.jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
  }

  public long count(String sql, Object... params) {
    return jdbc.sql(sql).params(params).query(Long.class).single();
  }

  public <T> T one(Class<T> type, String sql, Object... params) {
    return jdbc.sql(sql).params(params).query(type).single();
  }

  /** One column of bytes. */
  public List<byte[]> values(String sql, Object... params) {
    return jdbc.sql(sql).params(params).query((row, n) -> row.getBytes(1)).list();
  }

  public void run(String sql, Object... params) {
    jdbc.sql(sql).params(params).update();
  }

  /** Every value of every table of ours, as text; bytes as what they spell. */
  public List<String> everything() {
    return jdbc
        .sql(
            """
            select format('%I.%I', nspname, relname)
              from pg_class c join pg_namespace n on n.oid = relnamespace
             where nspname in ('gateway', 'outbox', 'calls', 'dispatch') and relkind in ('r', 'p')
            """)
        .query(String.class)
        .list()
        .stream()
        .flatMap(table -> jdbc.sql("select * from " + table).query().listOfRows().stream())
        .flatMap(row -> row.values().stream())
        .map(value ->
            value instanceof byte[] bytes
                ? new String(bytes, StandardCharsets.UTF_8)
                : String.valueOf(value))
        .toList();
  }

  /** Puts in place what the dispatcher shows of itself, over tables that the test fills. */
  public void addDispatcher() {
    asOwner(text(Path.of("src/test/resources/neighbours/dispatch.sql")));
  }

  /** Puts in place the projector's schema, by the projector's own scripts. */
  public void addProjector() {
    migrate("status-projector", "calls");
  }

  /** Puts in place the schema of another service, by that service's own scripts. */
  public void migrate(String module, String schema) {
    Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .initSql("set role callstream_owner")
        .locations("filesystem:../" + module + "/src/main/resources/db/" + schema)
        .schemas(schema)
        .table("flyway_history")
        .load()
        .migrate();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs statements as the owner of all schemas. */
  public void asOwner(String statements) {
    try (var statement = connection.createStatement()) {
      statement.execute("set role callstream_owner");
      statement.execute(statements);
      statement.execute("reset role");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
