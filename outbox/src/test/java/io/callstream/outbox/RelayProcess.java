package io.callstream.outbox;

import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.kafka.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A relay in a process of its own, to be killed and frozen. */
final class RelayProcess implements AutoCloseable {

  private final Process process;

  private RelayProcess(Process process) {
    this.process = process;
  }

  /** Runs a relay until the process is ended. */
  public static void main(String[] arguments) throws InterruptedException {
    Environment environment = Environment.ofProcess();
    var relay =
        new OutboxRelay(
            DatabaseSettings.from(environment),
            KafkaSettings.from(environment),
            arguments[0],
            new SimpleMeterRegistry());
    relay.start();
    Thread.currentThread().join();
  }

  static RelayProcess start(String instance, Map<String, String> settings, Path log) {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            RelayProcess.class.getName(),
            instance);
    builder.environment().putAll(new HashMap<>(settings));
    builder.environment().put("CLASSPATH", classPath);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    try {
      return new RelayProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
  }

  /** SIGSTOP: not a thread of it runs, and its connections stay open. */
  void freeze() {
    signal("-STOP");
  }

  /** SIGCONT. */
  void wake() {
    signal("-CONT");
  }

  @Override
  public void close() {
    wake();
    kill();
  }

  private void signal(String name) {
    try {
      new ProcessBuilder(List.of("kill", name, Long.toString(process.pid())))
          .start()
          .waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
