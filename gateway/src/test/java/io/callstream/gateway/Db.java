package io.callstream.gateway;

import io.callstream.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Looks at, and into, a test's database past all roles and policies. */
public final class Db implements AutoCloseable {

  private final Connection connection;
  private final JdbcClient jdbc;

  public Db(TestDatabase database) {
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

  public void run(String sql, Object... params) {
    jdbc.sql(sql).params(params).update();
  }

  /** Runs a file of {@code src/test/resources} as the owner of all schemas. */
  public void script(String resource) {
    try (var in = new ClassPathResource(resource).getInputStream();
        var statement = connection.createStatement()) {
      statement.execute("set role callstream_owner");
      statement.execute(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      statement.execute("reset role");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
