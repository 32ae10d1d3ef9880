package io.callstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.stack.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, ended in every way a process can end. */
class StackCommandIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path dir;
  private final int kafkaPort = FreePorts.find();
  private final int postgresPort = FreePorts.find();
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void stopWhatIsLeft() throws InterruptedException {
    for (Process process : started) {
      process.destroy();
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void saysReadyInTheAgreedWordsAndEndsWithZeroOnSigterm() throws Exception {
    Process stack = start();
    awaitReady(stack);
    assertThat(processGroup(postmaster())).isNotEqualTo(processGroup(stack.pid()));

    assertThat(exitCode(start())).isEqualTo(2);
    assertThat(errors().lines()).singleElement().asString().contains("is in use");
    assertThat(answers(kafkaPort) && answers(postgresPort)).isTrue();

    stack.destroy();
    assertThat(exitCode(stack)).isZero();
    assertThat(answers(kafkaPort) || answers(postgresPort)).isFalse();

    Files.writeString(dir.resolve("data/postgres/data/PG_VERSION"), "16\n");
    assertThat(exitCode(start())).isEqualTo(2);
    assertThat(errors().lines()).singleElement().asString().contains("is of PostgreSQL 16");
    assertThat(answers(kafkaPort)).isFalse();
  }

  @Test
  void endsWithZeroWhenStoppedWhileStarting() throws Exception {
    Process stack = start();
    await().atMost(LIMIT).until(() -> Files.exists(dir.resolve("data/postgres/lock")));
    stack.destroy();
    assertThat(exitCode(stack)).isZero();
    awaitReady(start());
  }

  @Test
  void afterAKillTheNextStartHasTheDataAndTheDeathOfAServerEndsItWithOne() throws Exception {
    Process first = start();
    awaitReady(first);
    run("SET ROLE callstream_owner; CREATE SCHEMA mine; CREATE TABLE mine.kept AS SELECT 1 AS n");
    first.destroyForcibly();

    Process second = start();
    awaitReady(second);
    run("SET ROLE callstream_owner; UPDATE mine.kept SET n = 2");
    ProcessHandle.of(postmaster()).orElseThrow().destroyForcibly();
    assertThat(exitCode(second)).isEqualTo(1);
    assertThat(errors()).contains("callstream: PostgreSQL ended unexpectedly");
    assertThat(answers(kafkaPort)).isFalse();
  }

  @Test
  void serversOfAKilledStackEndByThemselves() throws Exception {
    Process stack = start();
    awaitReady(stack);
    stack.destroyForcibly();
    await().atMost(LIMIT).until(() -> !answers(kafkaPort) && !answers(postgresPort));
  }

  private Process start() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                // Named as a file, since there are two on the path of tests, of which Logback would
                // tell.
                "-Dlogback.configurationFile="
                    + Path.of("src/test/resources/logback-test.xml").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                Callstream.class.getName(),
                "stack",
                "--data-dir=" + dir.resolve("data"),
                "--kafka-port=" + kafkaPort,
                "--postgres-port=" + postgresPort)
            .redirectOutput(dir.resolve("stdout").toFile())
            .redirectError(dir.resolve("stderr").toFile())
            .start();
    started.add(process);
    return process;
  }

  private void awaitReady(Process stack) {
    await()
        .atMost(LIMIT)
        .failFast("the stack ended", () -> !stack.isAlive())
        .untilAsserted(() ->
            assertThat(Files.readString(dir.resolve("stdout")))
                .isEqualTo(
                    "ready kafka=127.0.0.1:%d postgres=jdbc:postgresql://127.0.0.1:%d/callstream\n"
                        .formatted(kafkaPort, postgresPort)));
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private long postmaster() throws IOException {
    Path file = dir.resolve("data/postgres/data/postmaster.pid");
    return Long.parseLong(Files.readString(file).lines().findFirst().orElseThrow());
  }

  private static String processGroup(long pid) throws IOException {
    Process ps = new ProcessBuilder("ps", "-o", "pgid=", "-p", String.valueOf(pid)).start();
    return new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  private String errors() throws IOException {
    return Files.readString(dir.resolve("stderr"));
  }

  private void run(String sql) throws SQLException {
    try (Connection login =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgresPort + "/callstream",
                "callstream",
                "callstream");
        Statement statement = login.createStatement()) {
      statement.execute(sql);
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
