package io.callstream.bench;

import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server that is measured: a process of its own, on a port of 127.0.0.1. */
record Server(Process process, int port) implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

  /**
   * Starts it and waits until it takes connections.
   *
   * @param environment all that it gets, besides PATH
   * @param log where it writes
   */
  static Server start(List<String> command, Map<String, String> environment, int port, Path log) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
      builder.environment().putAll(environment);
      Server server = new Server(builder.start(), port);
      server.awaitListening(log);
      return server;
    } catch (IOException e) {
      throw new CannotStart("cannot start " + command.getFirst() + ": " + e.getMessage(), e);
    }
  }

  private void awaitListening(Path log) throws IOException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (process.isAlive() && System.nanoTime() < deadline) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException _) {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    }
    process.destroyForcibly();
    List<String> lines = Files.readAllLines(log);
    throw new CannotStart(
        "a server did not start: "
            + String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size())));
  }

  /** Processor time used so far, by all its threads. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
