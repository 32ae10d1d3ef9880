package io.callstream.gateway.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Json;
import io.callstream.gateway.Db;
import io.callstream.gateway.GatewayApplication;
import io.callstream.gateway.RunningGateway;
import io.callstream.stack.FreePorts;
import io.callstream.testing.JavaProcess;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.callstream.testing.TestKafka;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A gateway that is killed in the middle of an upload, which is then sent again. {@code
 * -Dimport.kills=20 -Dimport.rows=1000000} for the whole size.
 */
class KilledImportIT {

  private static final int KILLS = Integer.getInteger("import.kills", 2);
  private static final int ROWS = Integer.getInteger("import.rows", 60_000);
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final int port = FreePorts.find();
  private final int managementPort = FreePorts.find();
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void whoeverWasTakenBeforeAKillIsThereOnceAfterTheRepeat(@TempDir Path folder) throws Exception {
    try (var database = TestDatabases.create();
        var db = new Db(database)) {
      String campaign;
      try (var _ = ready(database, folder)) {
        campaign =
            json(
                    "/api/v1/campaigns",
                    "application/json",
                    BodyPublishers.ofString(
                        "{\"name\": \"A\", \"window\": {\"days\": [\"mon\"], \"from\": \"09:00\", \"to\": \"17:00\"}}"))
                .get("campaign_id")
                .stringValue();
      }
      var path = "/api/v1/campaigns/" + campaign + "/recipients";
      for (int kill = 1; kill <= KILLS; kill++) {
        long enough = (long) ROWS * kill / (KILLS + 1);
        try (var gateway = ready(database, folder)) {
          var killed = new CountDownLatch(1);
          var upload =
              CompletableFuture.runAsync(
                  () -> json(path, "text/csv", endless(PeopleFile.of(ROWS), killed)),
                  Thread::startVirtualThread);
          await("some are there")
              .atMost(LIMIT)
              .pollInterval(Duration.ofMillis(20))
              .until(() -> upload.isDone() || people(db) > enough);
          gateway.kill();
          killed.countDown();
          await("the upload has ended").atMost(LIMIT).until(upload::isDone);
          assertThat(upload).as("it was killed before its end").isCompletedExceptionally();
        }
        assertThat(accepted(db)).as("each batch with its count").isEqualTo(people(db));
      }
      var whole = PeopleFile.of(ROWS);
      try (var _ = ready(database, folder)) {
        var counts = json(path, "text/csv", file(whole));
        assertThat(counts.get("rows").longValue()).isEqualTo(ROWS);
        assertThat(counts.get("rejected").longValue()).isEqualTo(whole.faulty());
        assertThat(counts.get("accepted").longValue() + counts.get("duplicate").longValue())
            .isEqualTo(ROWS - whole.faulty());
      }
      assertThat(people(db)).isEqualTo(ROWS - whole.faulty());
      assertThat(accepted(db)).isEqualTo(ROWS - whole.faulty());
    }
  }

  private static long people(Db db) {
    return db.count("select count(*) from gateway.recipients");
  }

  private static long accepted(Db db) {
    return db.count("select coalesce(sum(accepted), 0) from gateway.imports");
  }

  private static BodyPublisher file(PeopleFile file) {
    return BodyPublishers.ofInputStream(() -> file);
  }

  /** Its end is not there before. */
  private static BodyPublisher endless(PeopleFile file, CountDownLatch before) {
    var end =
        new InputStream() {
          @Override
          public int read() throws IOException {
            try {
              if (!before.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("still not");
              }
              return -1;
            } catch (InterruptedException e) {
              throw new InterruptedIOException();
            }
          }

          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            return read();
          }
        };
    return BodyPublishers.ofInputStream(() -> new SequenceInputStream(file, end));
  }

  private JavaProcess ready(TestDatabase database, Path folder) {
    var environment = new HashMap<String, String>(RunningGateway.environment(Map.of()));
    environment.putAll(database.environment());
    environment.putAll(TestKafka.environment());
    environment.put("SERVER_PORT", Integer.toString(port));
    environment.put("MANAGEMENT_PORT", Integer.toString(managementPort));
    var gateway = JavaProcess.start(GatewayApplication.class, environment, folder);
    await("the gateway is ready")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(this::isReady);
    return gateway;
  }

  private boolean isReady() throws InterruptedException {
    try {
      var uri = URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/readiness");
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private JsonNode json(String path, String type, BodyPublisher body) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofMinutes(10))
            .header("Authorization", "Bearer " + RunningGateway.ADMIN_KEY)
            .header("Content-Type", type)
            .POST(body)
            .build();
    try {
      return Json.tree(
          http.send(request, BodyHandlers.ofString()).body().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
