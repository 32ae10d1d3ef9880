package io.callstream.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sandbox as a process of its own. */
@Timeout(180)
class SandboxProcessIT {

  private static final int MINUTE = 60;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "SANDBOX_SPEED, 0",
    "SANDBOX_SPEED, fast",
    "SANDBOX_SPEED, 10001",
    "SERVER_PORT, 70000",
    "SERVER_PORT, http",
    "SANDBOX_WEBHOOK_URL, gateway",
    "SANDBOX_LEDGER, /proc/none/ledger",
  })
  void anImpossibleSettingIsOneLineAndExitCode2(String name, String value) throws Exception {
    assertRefused(name, value);
  }

  @Test
  void aTakenPortIsOneLineAndExitCode2() throws Exception {
    try (var taken = new ServerSocket(0)) {
      assertRefused("SERVER_PORT", String.valueOf(taken.getLocalPort()));
    }
  }

  private void assertRefused(String name, String value) throws Exception {
    var process = start(Map.of(name, value));
    try {
      assertThat(process.waitFor(MINUTE, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(2);
      assertThat(
              new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).lines())
          .singleElement()
          .asString()
          .startsWith(name);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Killed the hard way in the moment after an answer: the answered create is in the ledger. */
  @Test
  void whatWasAnsweredIsInTheLedgerOfTheNextProcess() throws Exception {
    int port = freePort();
    for (int run = 1; run <= 2; run++) {
      var process = start(Map.of("SERVER_PORT", String.valueOf(port)));
      try {
        await().atMost(Duration.ofMinutes(1)).until(() -> healthy(port));
        assertThat(create(port)).isEqualTo(201);
      } finally {
        process.destroyForcibly().waitFor();
      }
      assertThat(Files.readAllLines(folder.resolve("ledger.ndjson"))).hasSize(run);
    }
  }

  private Process start(Map<String, String> settings) throws IOException {
    var environment = new HashMap<String, String>();
    environment.put("SERVER_PORT", "0");
    environment.put("SANDBOX_LEDGER", folder.resolve("ledger.ndjson").toString());
    environment.putAll(settings);
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var builder =
        new ProcessBuilder(
                java,
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SandboxApplication.class.getName())
            .redirectOutput(folder.resolve("out.log").toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static int create(int port) throws IOException, InterruptedException {
    var body = "{\"from_number\":\"+12125550100\",\"to_number\":\"+13105550100\"}";
    return answer(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2/create-phone-call"))
            .header("Authorization", "Bearer sandbox-key")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private static boolean healthy(int port) throws InterruptedException {
    try {
      var health = URI.create("http://127.0.0.1:" + port + "/sandbox/health");
      return answer(HttpRequest.newBuilder(health).build()) == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static int answer(HttpRequest request) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
