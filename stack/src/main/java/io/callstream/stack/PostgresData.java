package io.callstream.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** The data of one PostgreSQL server: made once, refused when it is of another version. */
final class PostgresData {

  private static final Duration INITDB_LIMIT = Duration.ofMinutes(2);
  private static final Duration OLD_SERVER_LIMIT = Duration.ofSeconds(15);
  private static final int PASSWORD_BYTES = 18;

  private final DataFolder folder;

  PostgresData(DataFolder folder) {
    this.folder = folder;
  }

  Path path() {
    return folder.resolve("data");
  }

  /** The superuser's password: random, readable by the owner of the folder only. */
  String superuserPassword() throws IOException {
    return Files.readString(passwordFile()).strip();
  }

  private Path passwordFile() {
    return folder.resolve("superuser.password");
  }

  /** Refuses data that is not ours, and stops a server that still runs on data that is. */
  void takeOver() throws IOException {
    if (Files.exists(path())) {
      refuseForeignData();
      endEarlierServer();
    }
  }

  /** Made beside its place and moved there at once, so that data that exists is whole. */
  void makeIfMissing(PostgresProgram program) throws IOException {
    if (Files.exists(path())) {
      return;
    }
    if (!Files.exists(passwordFile())) {
      writePassword();
    }
    Path half = folder.resolve("data.half-" + ProcessHandle.current().pid());
    folder.deleteLeftOver("data.half");
    initialise(program, half);
    Files.move(half, path());
  }

  private void refuseForeignData() throws IOException {
    Path file = path().resolve("PG_VERSION");
    if (!Files.exists(file)) {
      throw new CannotStart(
          "data folder %s holds something that is not PostgreSQL's (no PG_VERSION)"
              .formatted(path()));
    }
    String version = Files.readString(file).strip();
    if (!version.equals(PostgresBinaries.MAJOR)) {
      throw new CannotStart(
          "data folder %s is of PostgreSQL %s; this is PostgreSQL %s"
              .formatted(path(), version, PostgresBinaries.MAJOR));
    }
    if (!Files.exists(passwordFile())) {
      throw new CannotStart(
          "data folder %s was not made by callstream (no %s)".formatted(path(), passwordFile()));
    }
  }

  private void writePassword() throws IOException {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    Path half = folder.resolve("superuser.password.half");
    Files.deleteIfExists(half);
    Files.createFile(
        half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(half, HexFormat.of().formatHex(bytes));
    Files.move(half, passwordFile());
  }

  private void initialise(PostgresProgram program, Path target) throws IOException {
    Path log = folder.resolve("initdb.log");
    List<String> arguments =
        List.of(
            "--pgdata=" + target,
            "--username=" + Postgres.SUPERUSER,
            "--pwfile=" + passwordFile(),
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--lc-ctype=C.UTF-8");
    WatchedProcess process = program.start("initdb", arguments, log);
    if (!endedWell(process)) {
      throw new CannotStart(
          "PostgreSQL could not make its data folder: "
              + LogTail.reason(log, Pattern.compile("error|FATAL|PANIC")));
    }
  }

  private static boolean endedWell(WatchedProcess initdb) {
    if (ServerProcess.ended(initdb.process().toHandle(), INITDB_LIMIT)) {
      initdb.watcher().destroyForcibly();
      return initdb.process().exitValue() == 0;
    }
    initdb.kill();
    return false;
  }

  /**
   * A server may have outlived the process that started it. The lock of the folder says that nobody
   * uses it any more, so it is stopped. A pid that now belongs to another program would keep the
   * new server from starting: then only the file goes.
   */
  void endEarlierServer() throws IOException {
    Path pidFile = path().resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    String pid = Files.readString(pidFile).lines().findFirst().orElse("");
    ServerProcess.named(pid)
        .filter(process -> ServerProcess.wasStartedWith(process, "/postgres -D " + path()))
        .ifPresent(PostgresData::end);
    Files.deleteIfExists(pidFile);
  }

  private static void end(ProcessHandle server) {
    PostgresSignals.fastShutdown(server.pid());
    if (!ServerProcess.ended(server, OLD_SERVER_LIMIT)) {
      ServerProcess.kill(server);
    }
  }
}
