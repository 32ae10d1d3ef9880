package io.callstream.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * One PostgreSQL 18 server as a process of its own on 127.0.0.1, with scram passwords and fsync.
 * Starting it again on the same folder continues with the data, after {@link #stop} as after {@link
 * #kill}.
 */
public final class Postgres implements AutoCloseable {

  /** The superuser; its password lies in the file {@code superuser.password} of the folder. */
  public static final String SUPERUSER = "postgres";

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(30);
  private static final int RESTART_MAX = 20;
  private static final Map<String, String> SETTINGS =
      Map.of(
          "listen_addresses", "127.0.0.1",
          "unix_socket_directories", "",
          "fsync", "on",
          "wal_level", "logical",
          "max_connections", "200",
          "max_replication_slots", "32",
          "max_wal_senders", "32",
          "max_slot_wal_keep_size", "2GB",
          "timezone", "UTC",
          "log_timezone", "UTC");

  private final DataFolder folder;
  private final int port;
  private final WatchedProcess server;
  private final String password;

  private Postgres(DataFolder folder, int port, WatchedProcess server, String password) {
    this.folder = folder;
    this.port = port;
    this.server = server;
    this.password = password;
  }

  /**
   * Starts the server, making its data first where there is none, and waits until it answers.
   *
   * @throws CannotStart when the port is taken, the folder is in use, of another version or broken
   */
  public static Postgres start(Path dir, int port) {
    DataFolder folder = DataFolder.open(dir);
    try {
      PostgresData data = new PostgresData(folder);
      data.takeOver();
      FreePorts.requireFree("PostgreSQL", port);
      PostgresProgram program = PostgresProgram.find();
      data.makeIfMissing(program);
      String password = data.superuserPassword();
      return new Postgres(folder, port, launch(program, data, folder, port), password);
    } catch (IOException e) {
      folder.close();
      throw new CannotStart(
          "cannot start PostgreSQL at %s: %s".formatted(folder.path(), DataFolder.reason(e)), e);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** Ends a server that its starter has left running in the folder. */
  static void endEarlier(Path dir) {
    DataFolder.tidy(dir, folder -> new PostgresData(folder).endEarlierServer());
  }

  public int port() {
    return port;
  }

  public long pid() {
    return server.process().pid();
  }

  /** {@code jdbc:postgresql://127.0.0.1:port/database}. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  /** A new connection as superuser; the caller closes it. */
  public Connection connectAsSuperuser(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database), SUPERUSER, password);
  }

  /** Completes when the process has ended, wanted or not. */
  public CompletableFuture<Process> onExit() {
    return server.process().onExit();
  }

  /** SIGKILL of the server's first process; the others notice and end. */
  public void kill() {
    server.kill();
    folder.close();
  }

  /** A clean stop that ends open sessions; kills a server that has not ended in time. */
  public void stop() {
    server.watcher().destroyForcibly();
    ProcessHandle process = server.process().toHandle();
    if (process.isAlive()) {
      PostgresSignals.fastShutdown(process.pid());
    }
    if (!ServerProcess.ended(process, STOP_LIMIT)) {
      server.kill();
    }
    folder.close();
  }

  @Override
  public void close() {
    stop();
  }

  /** After a kill the old backends may hold the shared memory for a moment: then it tries again. */
  private static WatchedProcess launch(
      PostgresProgram program, PostgresData data, DataFolder folder, int port) throws IOException {
    Path log = folder.resolve("postgres.log");
    for (int attempt = 1; ; attempt++) {
      WatchedProcess server = program.start("postgres", arguments(data, port), log);
      if (becameReady(server.process(), data.path())) {
        return server;
      }
      server.kill();
      if (attempt == RESTART_MAX || !LogTail.contains(log, "shared memory block")) {
        throw new CannotStart(
            "PostgreSQL did not start on %s: %s"
                .formatted(
                    data.path(), LogTail.reason(log, Pattern.compile("FATAL|PANIC|error:"))));
      }
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    }
  }

  static List<String> arguments(PostgresData data, int port) {
    List<String> arguments =
        new ArrayList<>(List.of("-D", data.path().toString(), "-p", String.valueOf(port)));
    SETTINGS.forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
    return arguments;
  }

  /** The last line of postmaster.pid is the server's own word; the file of a dead one is gone. */
  private static boolean becameReady(Process process, Path data) {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (process.isAlive() && System.nanoTime() < deadline) {
      if (pidFile(data).startsWith(process.pid() + "\n")
          && pidFile(data).strip().endsWith("ready")) {
        return true;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return false;
  }

  /** Empty where it cannot be read: the server then ends by itself, or its time does. */
  private static String pidFile(Path data) {
    try {
      return Files.readString(data.resolve("postmaster.pid"));
    } catch (IOException _) {
      return "";
    }
  }
}
