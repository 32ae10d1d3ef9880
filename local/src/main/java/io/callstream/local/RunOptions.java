package io.callstream.local;

import io.callstream.local.running.Ports;
import io.callstream.stack.StackSettings;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that starts the whole system takes. */
final class RunOptions {

  @Mixin private StackOptions stack = new StackOptions();

  @Option(
      names = "--gateway-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "the gateway's port on 127.0.0.1 (default: ${DEFAULT-VALUE})")
  private int gatewayPort;

  @Option(
      names = "--sandbox-port",
      paramLabel = "PORT",
      defaultValue = "8090",
      description = "the sandbox's port on 127.0.0.1 (default: ${DEFAULT-VALUE})")
  private int sandboxPort;

  @Option(
      names = "--management-port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description =
          "first of three ports for health and metrics: gateway, dispatcher, projector (default: ${DEFAULT-VALUE})")
  private int managementPort;

  @Option(
      names = "--fresh",
      description = "first delete what earlier runs left in the data folder: calls, keys, logs")
  private boolean fresh;

  Path dataDir() {
    return stack.settings().dataDir();
  }

  Ports ports() {
    StackSettings settings = stack.settings();
    return new Ports(
        settings.kafkaPort(), settings.postgresPort(), gatewayPort, sandboxPort, managementPort);
  }

  boolean fresh() {
    return fresh;
  }
}
