package io.callstream.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresIT {

  @TempDir private Path dir;

  @Test
  void committedRowsAndSlotsSurviveAKillAndAStop() throws Exception {
    int port = FreePorts.find();
    Postgres first = Postgres.start(dir, port);
    run(first, "CREATE TABLE kept AS SELECT n FROM generate_series(1, 1000) n");
    run(first, "SELECT pg_create_logical_replication_slot('kept', 'pgoutput')");
    first.kill();

    Process stranger = new ProcessBuilder("sleep", "300").start();
    writePid(stranger.pid());
    Postgres second = Postgres.start(dir, port);
    assertThat(stranger.isAlive()).isTrue();
    stranger.destroyForcibly();
    run(second, "INSERT INTO kept VALUES (1001)");
    aServerOfAnotherFolderIsLeftAlone(second);
    second.stop();

    Files.writeString(dir.resolve("data/postmaster.pid"), "");
    Postgres.endEarlier(dir);
    assertThat(dir.resolve("data/postmaster.pid")).as("a broken pid file").doesNotExist();
    Process orphan = startOrphan(port);
    try (Postgres third = Postgres.start(dir, port)) {
      assertThat(
              ask(
                  third,
                  "SELECT count(*) || ' ' || (SELECT string_agg(slot_name, ',') FROM pg_replication_slots) FROM kept"))
          .isEqualTo("1001 kept");
      assertThat(orphan.isAlive()).isFalse();
    }
  }

  @Test
  void aTakenOrImpossiblePortIsNamed() throws IOException {
    refuses("port 99999, meant for PostgreSQL, is not between", 99_999);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      refuses(
          "port " + taken.getLocalPort() + ", meant for PostgreSQL, is taken",
          taken.getLocalPort());
    }
  }

  @Test
  void dataOfAnotherVersionIsRefused() throws IOException {
    makeData("17\n");
    refuses("data is of PostgreSQL 17; this is PostgreSQL 18", FreePorts.find());
  }

  @Test
  void aBrokenFolderIsRefusedWithItsReason() throws IOException {
    makeData("18\n");
    Files.writeString(dir.resolve("superuser.password"), "secret");
    refuses("postgresql.conf", FreePorts.find());
  }

  @Test
  void dataMadeByAnotherProgramIsRefused() throws IOException {
    makeData("18\n");
    refuses("was not made by callstream", FreePorts.find());
  }

  @Test
  void aFolderThatIsNotPostgresIsRefused() throws IOException {
    Files.createDirectories(dir.resolve("data"));
    Files.writeString(dir.resolve("data/diary.txt"), "dear diary");
    refuses("holds something that is not PostgreSQL's", FreePorts.find());
  }

  /** As after a restart of the machine, when the number of a dead server is given to another's. */
  private void aServerOfAnotherFolderIsLeftAlone(Postgres running) throws IOException {
    Path other = Files.createDirectories(dir.resolve("other/data"));
    Files.writeString(other.resolve("postmaster.pid"), running.pid() + "\n" + other + "\n");

    Postgres.endEarlier(dir.resolve("other"));

    assertThat(ProcessHandle.of(running.pid())).as("the other server").isPresent();
    assertThat(other.resolve("postmaster.pid")).doesNotExist();
  }

  /** What a start that was killed together with its watcher leaves: a server without a master. */
  private Process startOrphan(int port) throws IOException {
    Path pidFile = dir.resolve("data/postmaster.pid");
    try (DataFolder folder = DataFolder.open(dir)) {
      Process orphan =
          PostgresProgram.find()
              .start(
                  "postgres",
                  Postgres.arguments(new PostgresData(folder), port),
                  dir.resolve("orphan.log"))
              .process();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Files.exists(pidFile) && Files.readString(pidFile).contains("ready"));
      return orphan;
    }
  }

  private void makeData(String version) throws IOException {
    Files.createDirectories(dir.resolve("data"));
    Files.writeString(dir.resolve("data/PG_VERSION"), version);
  }

  /** What a restart of the machine leaves: the file, and its number given to somebody else. */
  private void writePid(long pid) throws IOException {
    Files.writeString(dir.resolve("data/postmaster.pid"), pid + "\n" + dir + "\n");
  }

  private void refuses(String words, int port) {
    assertThatThrownBy(() -> Postgres.start(dir, port))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining(words)
        .hasMessageNotContaining("\n");
  }

  private static void run(Postgres postgres, String sql) throws SQLException {
    try (Connection superuser = postgres.connectAsSuperuser("postgres");
        Statement statement = superuser.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(Postgres postgres, String sql) throws SQLException {
    try (Connection superuser = postgres.connectAsSuperuser("postgres");
        Statement statement = superuser.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
