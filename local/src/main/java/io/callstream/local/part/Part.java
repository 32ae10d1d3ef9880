package io.callstream.local.part;

import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A part that was started. It ends at the latest when this JVM does, however that ends. */
public final class Part implements AutoCloseable {

  /** A part that has not ended this long after SIGTERM is killed. */
  public static final Duration STOP_LIMIT = Duration.ofSeconds(36);

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT).build();

  /**
   * The launcher decides when a part ends: neither Ctrl-C nor a closed terminal, which reach all
   * processes of a terminal at once, may end it before those that it needs.
   */
  private static final String DEAF_TO_TERMINAL = "trap '' INT HUP; exec \"$0\" \"$@\"";

  private static final List<String> JVM_FLAGS =
      List.of(
          "-Xms64m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final PartSpec spec;
  private final Path pidFolder;
  private final PartLog log;
  private final Process process;

  private Part(PartSpec spec, Path pidFolder, PartLog log, Process process) {
    this.spec = spec;
    this.pidFolder = pidFolder;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts the part; it is not ready yet.
   *
   * @param dataDir holds the folders {@code logs} and {@code run}
   * @throws CannotStart when the jar is missing or no process can be made
   */
  public static Part start(PartSpec spec, Path leash, Path dataDir) {
    if (!Files.isReadable(spec.jar())) {
      throw new CannotStart(spec.jar() + " is missing: build it with mvn package");
    }
    Path pidFolder = pidFolder(dataDir);
    try {
      PartLog log = PartLog.open(dataDir.resolve("logs"), spec.name());
      Process process = launch(spec, leash, log);
      return remembered(new Part(spec, pidFolder, log, process));
    } catch (IOException e) {
      throw new CannotStart("cannot start " + spec.name() + ": " + e.getMessage(), e);
    }
  }

  private static Part remembered(Part part) throws IOException {
    try {
      PidFile.write(part.pidFolder, part.name(), part.process.toHandle());
      return part;
    } catch (IOException e) {
      part.kill();
      throw e;
    }
  }

  /** Ends what an earlier launcher on this folder has left running; nobody may use the folder. */
  public static void endLeftovers(Path dataDir) {
    try {
      PidFile.endAll(pidFolder(dataDir), STOP_LIMIT);
    } catch (IOException e) {
      throw new CannotStart("cannot read " + pidFolder(dataDir) + ": " + e.getMessage(), e);
    }
  }

  private static Path pidFolder(Path dataDir) {
    return dataDir.resolve("run");
  }

  private static Process launch(PartSpec spec, Path leash, PartLog log) throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", DEAF_TO_TERMINAL));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + spec.heapMegabytes() + "m");
    command.addAll(JVM_FLAGS);
    command.add("-javaagent:" + leash);
    command.add("-jar");
    command.add(spec.jar().toString());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(spec.environment());
    return builder.start();
  }

  public String name() {
    return spec.name();
  }

  public PartSpec spec() {
    return spec;
  }

  public long pid() {
    return process.pid();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** Whether it says that it can do its work. */
  public boolean ready() {
    HttpRequest question = HttpRequest.newBuilder(spec.ready()).timeout(ANSWER_LIMIT).build();
    try {
      return HTTP.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Completes with the exit code when the process has ended, wanted or not. */
  public CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** Where its output goes. */
  public Path logFile() {
    return log.file();
  }

  /** The last lines of its output. */
  public List<String> logTail(int lines) {
    return log.tail(lines);
  }

  /** SIGTERM, without waiting. */
  public void terminate() {
    process.destroy();
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd(STOP_LIMIT);
    forget();
  }

  /** SIGTERM, and SIGKILL when it does not end within {@link #STOP_LIMIT}. */
  @Override
  public void close() {
    terminate();
    if (!awaitEnd(STOP_LIMIT)) {
      kill();
    }
    forget();
  }

  private boolean awaitEnd(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  private void forget() {
    try {
      PidFile.delete(pidFolder, spec.name());
    } catch (IOException _) {
      // It names a process that is gone; the next start finds that out and deletes it.
    }
  }
}
