package io.callstream.bench;

import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** What is measured: a process of its own, which takes connections on a port of 127.0.0.1. */
public record Server(Process process, int port) implements AutoCloseable {

  /** As in the images that are made for life: the heap's limit and what is said of native code. */
  public static final List<String> JVM =
      List.of(
          "-Xmx384m",
          "-XX:+UseSerialGC",
          "-XX:NewRatio=1",
          "-XX:+UseCompactObjectHeaders",
          "-XX:TrimNativeHeapInterval=5000",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(40);
  private static final int LAST_LINES = 10;

  /** Of each generation, a line. */
  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  /**
   * Starts a JVM.
   *
   * @param what its further arguments
   */
  public static Server java(
      List<String> what, Map<String, String> environment, int port, Path log) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    // Ends with its launcher, also by a SIGKILL.
    command.add("-javaagent:" + RunFolder.jars().leash());
    command.addAll(what);
    return start(command, environment, port, log);
  }

  /**
   * Starts it and waits until it takes connections.
   *
   * @param environment all that it gets, besides PATH
   * @param log where it writes
   */
  public static Server start(
      List<String> command, Map<String, String> environment, int port, Path log) {
    try {
      var builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
      builder.environment().putAll(environment);
      var server = new Server(builder.start(), port);
      server.awaitListening(log);
      return server;
    } catch (IOException e) {
      throw new CannotStart("cannot start " + command.getFirst() + ": " + e.getMessage(), e);
    }
  }

  private void awaitListening(Path log) throws IOException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (process.isAlive() && System.nanoTime() < deadline) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException _) {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    }
    process.destroyForcibly();
    var lines = Files.readAllLines(log);
    throw new CannotStart(
        "a server did not start: "
            + String.join(
                "\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
  }

  /** A service takes connections before it can work: it says so on its port of management. */
  public void awaitReady(int management) {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!isReady(management)) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        close();
        throw new CannotStart("a server does not get ready: see its log");
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  private static boolean isReady(int management) {
    try {
      var address = "http://127.0.0.1:" + management + "/actuator/health/readiness";
      var asked = (HttpURLConnection) URI.create(address).toURL().openConnection();
      return asked.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException _) {
      return false;
    }
  }

  /** Processor time used so far, by all its threads. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Heap in use after a collection, and the process's memory where the system tells. */
  public String memory() {
    return "heap in use after a collection %d MiB, resident %d MiB"
        .formatted(heapMiB(), residentMiB());
  }

  /** In use after a collection. */
  public long heapMiB() {
    diagnose("GC.run");
    var heap = diagnose("GC.heap_info").split("Metaspace", 2)[0];
    return USED.matcher(heap).results().mapToLong(used -> Long.parseLong(used.group(1))).sum()
        / 1024;
  }

  /** What the JVM answers to the JDK's own tool. */
  private String diagnose(String command) {
    try {
      var asked =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  String.valueOf(process.pid()),
                  command)
              .redirectErrorStream(true)
              .start();
      return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CannotStart("cannot ask a server for its heap: " + e.getMessage(), e);
    }
  }

  /** 0 where the system does not tell. */
  public long residentMiB() {
    try {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException _) {
      return 0;
    }
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
