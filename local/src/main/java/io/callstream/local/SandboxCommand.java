package io.callstream.local;

import io.callstream.local.data.DataDir;
import io.callstream.local.part.Part;
import io.callstream.local.running.Jars;
import io.callstream.local.running.PartSpecs;
import io.callstream.local.running.SandboxSettings;
import io.callstream.stack.CannotStart;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the sandbox alone, for who only wants a Retell to test against. */
@Command(
    name = "sandbox",
    description = {
      "Starts a sandbox that plays Retell's API and webhooks, alone; Ctrl-C stops it.",
      "Point any Retell client at it: base URL and API key are printed."
    },
    mixinStandardHelpOptions = true)
final class SandboxCommand implements Callable<Integer> {

  private static final Duration START_LIMIT = Duration.ofMinutes(1);
  private static final Duration POLL = Duration.ofMillis(50);

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".callstream/sandbox",
      description = "where its ledger and log are kept (default: ${DEFAULT-VALUE})")
  private Path dataDir = Path.of(".callstream", "sandbox");

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8090",
      description = "its port (default: ${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      defaultValue = "sandbox-key",
      description = "the key it expects and signs webhooks with (default: ${DEFAULT-VALUE})")
  private String apiKey = "sandbox-key";

  @Option(
      names = "--webhook-url",
      paramLabel = "URL",
      description = "where it sends webhooks (default: nowhere)")
  private @Nullable URI webhookUrl;

  @Option(
      names = "--speed",
      paramLabel = "N",
      defaultValue = "1",
      description = "divides ring, talk, analysis and lateness (default: ${DEFAULT-VALUE})")
  private int speed;

  @Override
  public Integer call() {
    return Foreground.run(running -> {
      DataDir kept = running.keep(DataDir.open(dataDir, false));
      PartSpecs specs = new PartSpecs(Jars.find(), System.getenv(), Map.of());
      var settings =
          new SandboxSettings(
              apiKey, webhookUrl, speed, kept.path().resolve("sandbox-ledger.ndjson"));
      Part sandbox =
          running.keep(Part.start(specs.sandbox(port, settings), specs.leash(), kept.path()));
      awaitReady(sandbox);
      System.out.printf("ready sandbox=http://127.0.0.1:%d key=%s%n", port, apiKey);
      sandbox.onExit().join();
      if (!running.isSignalled()) {
        System.err.println("callstream: the sandbox ended unexpectedly, see " + sandbox.logFile());
      }
      return 1;
    });
  }

  private static void awaitReady(Part sandbox) {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!sandbox.ready()) {
      if (!sandbox.alive() || System.nanoTime() > deadline) {
        throw new CannotStart(
            "the sandbox did not start: " + String.join("; ", sandbox.logTail(3)));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}
