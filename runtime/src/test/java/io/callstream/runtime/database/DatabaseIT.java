package io.callstream.runtime.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.startup.RefusedStart;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class DatabaseIT {

  private TestDatabase database;
  private DatabaseSettings settings;

  @BeforeEach
  void open() {
    database = TestDatabases.create();
    settings = DatabaseSettings.from(Environment.of(database.environment()));
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  @Test
  void statementsThatNameTheirRowsKeepToTheIndexOfATableThatIsEmptyYet() {
    try (var pool =
        Pools.openByKey(
            settings, "callstream_projector", "callstream_projector", 1, Duration.ofSeconds(30))) {
      var session = JdbcClient.create(pool);
      session.sql("create temporary table filling (id int primary key)").update();
      session.sql("analyze filling").update();

      assertThat(
              session
                  .sql("explain (costs off) select * from filling where id = any ('{1,2}')")
                  .query(String.class)
                  .list())
          .noneMatch(step -> step.contains("Seq Scan"));
    }
  }

  @Test
  void whatIsCommittedIsReadWhateverTheDatabasesDefault() throws SQLException {
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "alter database "
              + database.name()
              + " set default_transaction_isolation = 'repeatable read'");
    }
    try (var pool = Pools.open(settings, "callstream_projector", 1, Duration.ofSeconds(30))) {
      assertThat(
              JdbcClient.create(pool)
                  .sql("show transaction_isolation")
                  .query(String.class)
                  .single())
          .isEqualTo("read committed");
    }
  }

  @Test
  void instancesThatStartTogetherMigrateOnce() throws Exception {
    List<Future<?>> migrations = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 6; i++) {
        migrations.add(
            threads.submit(() -> {
              Migrations.migrate(settings, "readertest");
              return true;
            }));
      }
    }

    for (Future<?> migration : migrations) {
      assertThat(migration.get()).isEqualTo(true);
    }
    assertThat(text("select tableowner from pg_tables where tablename = 'effects'"))
        .isEqualTo("callstream_owner");
    assertThat(text("select count(*)::text from readertest.flyway_history where version = '1'"))
        .isEqualTo("1");
  }

  @Test
  void aSchemaMigratedByOtherScriptsRefusesTheStart() throws Exception {
    Migrations.migrate(settings, "readertest");
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute("update readertest.flyway_history set checksum = 1 where version = '1'");
    }

    assertThatThrownBy(() -> Migrations.migrate(settings, "readertest"))
        .isInstanceOf(RefusedStart.class)
        .hasMessageContaining("readertest");
  }

  @Test
  void aPoolWorksUnderItsRoleAlsoAfterReset() {
    try (HikariDataSource pool = pool(Duration.ofSeconds(30))) {
      JdbcClient jdbc = JdbcClient.create(pool);

      assertThat(jdbc.sql("select current_user::text").query(String.class).single())
          .isEqualTo("callstream_projector");
      jdbc.sql("reset role").update();
      assertThat(jdbc.sql("select current_user::text").query(String.class).single())
          .isEqualTo("callstream_projector");
      assertThat(jdbc.sql("select session_user::text").query(String.class).single())
          .isEqualTo("callstream");
    }
  }

  @Test
  void aTransactionThatStandsIdleLosesItsSession() throws Exception {
    try (HikariDataSource pool = pool(Duration.ofMillis(500));
        Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("select 1");

      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100; i++) {
                  java.util.concurrent.locks.LockSupport.parkNanos(
                      Duration.ofMillis(700).toNanos());
                  statement.execute("select 1");
                }
              })
          .isInstanceOf(SQLException.class)
          .satisfies(e -> assertThat(SqlStates.judge(e)).isEqualTo(Trouble.TRANSIENT));
    }
  }

  @Test
  void aTransactionThatIsBusyForTooLongLosesItsSession() throws Exception {
    try (HikariDataSource pool = pool(Duration.ofMillis(500));
        Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);

      assertThatThrownBy(() -> statement.execute("select pg_sleep(20)"))
          .isInstanceOf(SQLException.class)
          .satisfies(e -> assertThat(SqlStates.judge(e)).isEqualTo(Trouble.TRANSIENT));
    }
  }

  @Test
  void anErrorDoesNotQuoteTheRow() throws Exception {
    Migrations.migrate(settings, "readertest");
    try (HikariDataSource pool = pool(Duration.ofSeconds(30))) {
      JdbcClient jdbc = JdbcClient.create(pool);

      assertThatThrownBy(() ->
              jdbc.sql("insert into readertest.offsets values ('canary', 0, null, 0)").update())
          .rootCause()
          .hasMessageNotContaining("canary");
    }
  }

  @Test
  void aPoolMayBeMadeWhilePostgresIsAway() {
    var nowhere =
        new DatabaseSettings("jdbc:postgresql://127.0.0.1:1/callstream", "callstream", "");
    try (HikariDataSource pool =
        Pools.open(nowhere, "callstream_gateway", 2, Duration.ofSeconds(5))) {
      assertThatThrownBy(pool::getConnection)
          .satisfies(e -> assertThat(SqlStates.judge(e)).isEqualTo(Trouble.TRANSIENT));
    }
  }

  private HikariDataSource pool(Duration limit) {
    return Pools.open(settings, "callstream_projector", 1, limit);
  }

  private String text(String sql) throws SQLException, ExecutionException {
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
