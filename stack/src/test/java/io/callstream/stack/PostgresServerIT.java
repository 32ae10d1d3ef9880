package io.callstream.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One server that runs while it is asked. */
class PostgresServerIT {

  @TempDir private static Path dir;
  private static Postgres postgres;

  @BeforeAll
  static void start() {
    postgres = Postgres.start(dir, FreePorts.find());
  }

  @AfterAll
  static void stop() {
    postgres.stop();
  }

  @Test
  void runsWithTheSettingsThatTheRelayAndDurabilityNeed() throws SQLException {
    try (Connection superuser = postgres.connectAsSuperuser("postgres");
        Statement sql = superuser.createStatement();
        ResultSet rows =
            sql.executeQuery(
                """
                SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings
                WHERE name IN ('fsync', 'full_page_writes', 'listen_addresses', 'max_connections',
                  'max_slot_wal_keep_size', 'password_encryption', 'synchronous_commit', 'wal_level')
                """)) {
      rows.next();
      assertThat(rows.getString(1))
          .isEqualTo(
              "fsync=on full_page_writes=on listen_addresses=127.0.0.1 max_connections=200"
                  + " max_slot_wal_keep_size=2048 password_encryption=scram-sha-256"
                  + " synchronous_commit=on wal_level=logical");
    }
  }

  @Test
  void nobodyIsTrustedWithoutAPassword() throws IOException {
    assertThatThrownBy(() -> login("postgres", Postgres.SUPERUSER, "postgres"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(dir.resolve("superuser.password"))))
        .isEqualTo("rw-------");
  }

  @Test
  void theBootstrapTakesThePasswordOfItsSessionAndMayRunAgain() throws SQLException {
    try (Connection superuser = postgres.connectAsSuperuser("postgres");
        Statement sql = superuser.createStatement()) {
      sql.execute("SET callstream.password = 'other''s'");
      DatabaseBootstrap.run(superuser, DatabaseBootstrap.NAME);
      sql.execute("RESET callstream.password");
      DatabaseBootstrap.run(superuser, DatabaseBootstrap.NAME);
    }
    login(DatabaseBootstrap.NAME, "callstream", "other's");
    assertThatThrownBy(() -> login(DatabaseBootstrap.NAME, "callstream", "callstream"))
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void aSecondServerOnTheFolderIsRefusedAndTheFirstGoesOn() {
    assertThatThrownBy(() -> Postgres.start(dir, FreePorts.find()))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("data folder " + dir + " is in use");
    assertThat(postgres.onExit()).isNotDone();
  }

  private static void login(String database, String user, String password) throws SQLException {
    DriverManager.getConnection(postgres.jdbcUrl(database), user, password).close();
  }
}
