package io.callstream.local;

import io.callstream.stack.StackSettings;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What every command that starts Kafka and PostgreSQL takes. */
final class StackOptions {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".callstream",
      description = "where data is kept (default: ${DEFAULT-VALUE})")
  private Path dataDir = Path.of(".callstream");

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Kafka's port on 127.0.0.1 (default: ${DEFAULT-VALUE})")
  private int kafkaPort;

  @Option(
      names = "--postgres-port",
      paramLabel = "PORT",
      defaultValue = "5433",
      description = "PostgreSQL's port on 127.0.0.1 (default: ${DEFAULT-VALUE})")
  private int postgresPort;

  StackSettings settings() {
    return new StackSettings(dataDir, kafkaPort, postgresPort);
  }
}
