package io.callstream.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Topics;
import io.callstream.gateway.Answer;
import io.callstream.gateway.RunningGateway;
import io.callstream.retell.webhook.WebhookSignature;
import io.callstream.stack.FreePorts;
import io.callstream.stack.KafkaBroker;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.callstream.testing.TestKafka;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks while Kafka or PostgreSQL is away. */
class WebhookOutageIT {

  /** The rule is 5 s; Retell waits 10. Between them is room for a slow machine. */
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(8);

  private static final int TOGETHER = 40;

  /** What came of a webhook. */
  private record Sending(String retellCallId, Answer answer, Duration took) {}

  @Test
  void whileKafkaIsAwayRetellIsToldToTryAgainAndNothingAcceptedIsLost(@TempDir Path folder)
      throws Exception {
    var broker = TestKafka.startPrivate(folder);
    try (TestDatabase database = TestDatabases.create();
        var gateway =
            RunningGateway.ready(
                database, Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers()))) {
      await().atMost(Duration.ofSeconds(60)).until(() -> sendOne(gateway).answer().status() == 200);
      var all = new ArrayList<Sending>(send(gateway));
      assertThat(all).allSatisfy(s -> assertThat(s.answer().status()).isEqualTo(200));

      broker.kill();
      var away = send(gateway);
      assertThat(away)
          .allSatisfy(s -> {
            s.answer().isProblem(503);
            assertThat(s.answer().header("Retry-After")).isNotBlank();
            assertThat(s.took()).isLessThan(ANSWERED_WITHIN);
          });
      all.addAll(away);

      var refused = Sent.event("call_ended", "call_refused", "").getBytes(StandardCharsets.UTF_8);
      var signature = WebhookSignature.sign(refused, RunningGateway.WEBHOOK_KEY, Instant.now());
      Sent.signed(gateway, refused, signature).isProblem(503);

      broker = KafkaBroker.start(folder, broker.port());
      await().atMost(Duration.ofSeconds(60)).until(() -> sendOne(gateway).answer().status() == 200);
      all.addAll(send(gateway));
      assertThat(Sent.signed(gateway, refused, signature).status()).isEqualTo(200);
      assertThat(keys(broker)).as("refused, then sent again").contains("call_refused");

      var accepted = ids(all.stream().filter(s -> s.answer().status() == 200).toList());
      assertThat(accepted).hasSizeGreaterThan(TOGETHER);
      assertThat(keys(broker)).containsAll(accepted);
    } finally {
      broker.close();
    }
  }

  @Test
  void whenKafkaWasNeverThereTheGatewayLivesIsNotReadyAndTakesNothing() throws Exception {
    var nobody = "127.0.0.1:" + FreePorts.find();
    try (TestDatabase database = TestDatabases.create()) {
      var settings = new java.util.HashMap<>(database.environment());
      settings.put("KAFKA_BOOTSTRAP_SERVERS", nobody);
      try (var gateway = RunningGateway.started(settings)) {
        var sent = sendOne(gateway);

        sent.answer().isProblem(503);
        assertThat(sent.took()).isLessThan(ANSWERED_WITHIN);
        assertThat(health(gateway, "liveness").status()).isEqualTo(200);
        assertThat(health(gateway, "readiness").status()).isEqualTo(503);
      }
    }
  }

  @Test
  void webhooksNeedNoDatabase() {
    var settings = new java.util.HashMap<>(TestKafka.environment());
    settings.put("DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + FreePorts.find() + "/nothing");
    try (var gateway = RunningGateway.started(settings)) {
      await().atMost(Duration.ofSeconds(60)).until(() -> sendOne(gateway).answer().status() == 200);

      assertThat(health(gateway, "readiness").status()).isEqualTo(503);
      gateway.get("/api/v1/calls/" + UUID.randomUUID()).isProblem(503);
      gateway.post("/api/v1/calls", "{\"to_number\": \"+12125550123\"}").isProblem(503);
      gateway.get("/api/v1/dialling").isProblem(503);
      assertThat(sendOne(gateway).answer().status()).isEqualTo(200);
    }
  }

  private static List<Sending> send(RunningGateway gateway) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var sending =
          IntStream.range(0, TOGETHER)
              .mapToObj(i -> threads.submit(() -> sendOne(gateway)))
              .toList();
      var sent = new ArrayList<Sending>();
      for (var one : sending) {
        sent.add(one.get());
      }
      return sent;
    }
  }

  private static Sending sendOne(RunningGateway gateway) {
    var id = "call_" + UUID.randomUUID();
    long began = System.nanoTime();
    var answer = Sent.genuine(gateway, Sent.event("call_ended", id, ""));
    return new Sending(id, answer, Duration.ofNanos(System.nanoTime() - began));
  }

  private static Set<String> ids(List<Sending> sent) {
    var ids = new HashSet<String>();
    sent.forEach(one -> ids.add(one.retellCallId()));
    return ids;
  }

  private static Set<String> keys(KafkaBroker broker) {
    try (var records = new Records(broker.bootstrapServers(), Topics.RETELL_WEBHOOKS)) {
      var keys = new HashSet<String>();
      records
          .all(_ -> true)
          .forEach(message -> keys.add(new String(message.key(), StandardCharsets.UTF_8)));
      return keys;
    }
  }

  private static Answer health(RunningGateway gateway, String probe) {
    return RunningGateway.send(
        HttpRequest.newBuilder(
            java.net.URI.create(
                "http://127.0.0.1:" + gateway.managementPort() + "/actuator/health/" + probe)));
  }
}
