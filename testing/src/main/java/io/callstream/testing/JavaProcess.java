package io.callstream.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A main class on the tests' class path, as a process of its own, to be killed and frozen: restarts
 * are never tested by clean stops only (MECHANISMS.md H3). It ends at the latest when this JVM
 * does.
 */
public final class JavaProcess implements AutoCloseable {

  private final Process process;
  private final Path log;

  private JavaProcess(Process process, Path log) throws IOException {
    this.process = process;
    this.log = log;
    killWithThisJvm(process);
  }

  /**
   * However this JVM ends, and were the process frozen: a shell waits for the end of its stdin,
   * which only this JVM holds open.
   */
  private static void killWithThisJvm(Process process) throws IOException {
    Process watcher =
        new ProcessBuilder("sh", "-c", "trap '' INT HUP; read -r _; kill -KILL " + process.pid())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    var _ = process.onExit().thenRun(watcher::destroyForcibly);
  }

  /**
   * Starts it.
   *
   * @param environment added to this process's own
   * @param folder where stdout and stderr are kept
   */
  public static JavaProcess start(
      Class<?> main, Map<String, String> environment, Path folder, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                main.getName()));
    command.addAll(List.of(arguments));
    try {
      Path log = Files.createTempFile(folder, main.getSimpleName() + "-", ".log");
      var builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      // By variable: the class path may be too long for a command line.
      builder
          .environment()
          .put(
              "CLASSPATH",
              System.getProperty(
                  "surefire.test.class.path", System.getProperty("java.class.path")));
      builder.redirectOutput(log.toFile());
      builder.redirectError(errors(log).toFile());
      return new JavaProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** SIGSTOP: none of its threads runs, and its connections stay open. */
  public void freeze() {
    signal("-STOP");
  }

  /** SIGCONT. */
  public void wake() {
    signal("-CONT");
  }

  /**
   * Waits for its end.
   *
   * @return the exit code
   * @throws IllegalStateException when it goes on for longer
   */
  public int awaitExit(Duration limit) {
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException("still running after " + limit);
  }

  /** What it has written to stdout so far. */
  public String output() {
    return read(log);
  }

  /** What it has written to stderr so far. */
  public String errorOutput() {
    return read(errors(log));
  }

  /** Kills it, frozen or not. */
  @Override
  public void close() {
    kill();
    awaitExit(Duration.ofSeconds(20));
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", name, Long.toString(pid())).start().waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path errors(Path log) {
    return log.resolveSibling(log.getFileName() + ".err");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
