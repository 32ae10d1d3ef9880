package io.callstream.runtime.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.stack.FreePorts;
import io.callstream.testing.JavaProcess;
import io.callstream.testing.TestKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service as a process: what it says, how it answers, how it ends. */
class ServiceMainIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port = FreePorts.find();
  private final Map<String, String> settings = new HashMap<>();
  private Path file;

  @BeforeEach
  void open() {
    file = folder.resolve("wanted");
    settings.put("EXAMPLE_FILE", file.toString());
    settings.put("MANAGEMENT_PORT", Integer.toString(port));
    // Meant for another part; it must not move this one's port.
    settings.put("SERVER_PORT", "1");
  }

  @Test
  void anImpossibleSettingIsOneLineOnStderrAndExitCode2() {
    settings.put("EXAMPLE_FILE", " ");

    assertRefused("EXAMPLE_FILE is not set");
  }

  @Test
  void aTakenPortIsOneLineOnStderrAndExitCode2() throws IOException {
    try (var _ = new ServerSocket(port, 1, InetAddress.ofLiteral("0.0.0.0"))) {
      assertRefused("port " + port + " is taken");
    }
  }

  @Test
  void aTopicWithOtherPartitionsIsOneLineOnStderrAndExitCode2() throws Exception {
    String topic = "odd-" + UUID.randomUUID();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic(topic, 3, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    Files.createFile(file);
    settings.put("EXAMPLE_TOPIC", topic);
    settings.putAll(TestKafka.environment());

    assertRefused(
        "topic "
            + topic
            + " has 3 partitions and replication [1]; it must have 12 and 1 (KAFKA_REPLICATION)");
  }

  @Test
  void whatIsNotThereYetKeepsItAliveAndNotReady() throws Exception {
    try (JavaProcess service = start()) {
      awaitStatus("liveness", 200);
      assertThat(status("readiness")).isEqualTo(503);
      assertThat(service.output()).doesNotContain("worker started");

      Files.createFile(file);
      awaitStatus("readiness", 200);
      assertThat(service.output()).contains("worker started");
    }
  }

  @Test
  void onSigtermItIsNotReadyStopsItsWorkersAndEnds() throws Exception {
    Files.createFile(file);
    try (JavaProcess service = start()) {
      awaitStatus("readiness", 200);

      service.terminate();
      awaitStatus("readiness", 503);

      assertThat(service.awaitExit(Duration.ofSeconds(45))).isEqualTo(143);
      assertThat(service.output()).contains("worker stopped");
    }
  }

  @Test
  void onSigtermWhileItWaitsItEndsToo() {
    try (JavaProcess service = start()) {
      awaitStatus("liveness", 200);

      service.terminate();

      assertThat(service.awaitExit(Duration.ofSeconds(45))).isEqualTo(143);
    }
  }

  /** Threads that load classes keep their carriers; the one they wait for needs another one. */
  @Test
  void moreVirtualThreadsThanProcessorsRunSideBySide() {
    try (JavaProcess service = JavaProcess.start(SideBySide.class, settings, folder)) {
      assertThat(service.awaitExit(LIMIT)).isZero();
    }
  }

  private void assertRefused(String line) {
    try (JavaProcess service = start()) {
      assertThat(service.awaitExit(LIMIT)).isEqualTo(2);
      assertThat(service.errorOutput().lines()).containsExactly(line);
    }
  }

  private JavaProcess start() {
    return JavaProcess.start(ExampleService.class, settings, folder);
  }

  private void awaitStatus(String probe, int expected) {
    await().atMost(LIMIT).ignoreExceptions().until(() -> status(probe) == expected);
  }

  private int status(String probe) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/actuator/health/" + probe);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }
}
