package io.callstream.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.callstream.sandbox.time.Timeline;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official Node SDK, pinned by the lock file beside its script, takes the sandbox for Retell.
 */
class SandboxSdkIT {

  private static final Path SCRIPTS = Path.of("src/test/sdk");
  private static final double SPEED = 20;
  private static final int LIMIT_S = 180;

  private static final Pattern UNREACHABLE =
      Pattern.compile(
          "code E(AI_AGAIN|NOTFOUND|CONNREFUSED|CONNRESET|TIMEDOUT|NETUNREACH|HOSTUNREACH)");

  @TempDir private Path folder;

  @Test
  void theOfficialSdkDrivesEveryRouteAndAcceptsTheWebhooks() throws Exception {
    needNode();
    for (var file : List.of("package.json", "package-lock.json", ".npmrc", "drive.mjs")) {
      Files.write(folder.resolve(file), Files.readAllBytes(SCRIPTS.resolve(file)));
    }
    install();
    var webhookPort = freePort();
    try (var sandbox = sandbox(webhookPort)) {
      var said =
          run(
              Map.of(
                  "BASE_URL",
                  "http://127.0.0.1:" + sandbox.port(),
                  "API_KEY",
                  Pretended.KEY,
                  "WEBHOOK_PORT",
                  Integer.toString(webhookPort)),
              "node",
              "drive.mjs");

      assertThat(said.strip())
          .endsWith(
              "createPhoneCall verify list createBatchCall update createWebCall registerPhoneCall"
                  + " agents account delete errors");
    }
  }

  private Sandbox sandbox(int webhookPort) {
    var receiver = URI.create("http://127.0.0.1:" + webhookPort + "/hook");
    return Sandbox.start(
        new SandboxSettings(
            0,
            Pretended.KEY,
            Optional.of(receiver),
            SPEED,
            folder.resolve("ledger.ndjson"),
            20_000),
        new Sandbox.World(
            InstantSource.system(),
            RandomGenerator.getDefault(),
            SandboxApplication.callIds(new SecureRandom()),
            new Timeline.Real(),
            Duration.ofSeconds(60)));
  }

  /**
   * What is there from before is not asked for again; a registry that is away is not waited for.
   */
  private void install() throws IOException, InterruptedException {
    var npm =
        exec(
            Map.of(),
            "npm",
            "ci",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefer-offline",
            "--fetch-retries=1",
            "--fetch-retry-mintimeout=1000");
    if (npm.status() != 0 && UNREACHABLE.matcher(npm.said()).find()) {
      System.err.println(
          "NOT RUN: the official SDK against the sandbox, since npm's registry is out of reach");
      abort("npm's registry is out of reach: " + npm.said());
    }
    assertThat(npm.status()).as(npm.said()).isZero();
  }

  private String run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    var ended = exec(environment, command);
    assertThat(ended.status()).as("%s: %s", List.of(command), ended.said()).isZero();
    return ended.said();
  }

  private record Ended(int status, String said) {}

  private Ended exec(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    var out = folder.resolve("out.txt");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().putAll(environment);
    var process = builder.start();
    boolean ended = process.waitFor(LIMIT_S, TimeUnit.SECONDS);
    process.destroyForcibly();
    var said = Files.readString(out);
    assertThat(ended).as("%s within %d s: %s", List.of(command), LIMIT_S, said).isTrue();
    return new Ended(process.exitValue(), said);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void needNode() {
    boolean there = onPath("node") && onPath("npm");
    if (!there) {
      System.err.println(
          "NOT RUN: the official SDK against the sandbox, since node and npm are not both on the"
              + " PATH");
    }
    assumeTrue(there, "node and npm are not both on the PATH");
  }

  private static boolean onPath(String program) {
    return List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).stream()
        .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
  }
}
