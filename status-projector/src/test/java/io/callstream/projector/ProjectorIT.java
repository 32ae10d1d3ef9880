package io.callstream.projector;

import static io.callstream.projector.Records.INSTALLATION;
import static io.callstream.projector.Records.T0;
import static io.callstream.projector.Records.ours;
import static io.callstream.projector.Records.over;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.CallEvent;
import io.callstream.contracts.Json;
import io.callstream.contracts.Topics;
import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.environment.ImpossibleSetting;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.callstream.testing.TestKafka;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.node.ObjectNode;

/**
 * The projector as it is deployed, on real Kafka and PostgreSQL: one real record for each topic.
 */
class ProjectorIT {

  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** How far all partitions have been read; the call's id only stands in. */
  private static final String POSITION =
      "select sum(next_offset) from calls.offsets where ?::uuid is not null";

  private static TestDatabase database;
  private static ConfigurableApplicationContext projector;
  private static KafkaProducer<byte[], byte[]> producer;

  private final UUID callId = UUID.randomUUID();
  private final String retellId = "call_" + callId;

  @BeforeAll
  static void open() {
    database = TestDatabases.create();
    projector = start();
    var kafka = new KafkaSettings(TestKafka.bootstrapServers(), (short) 1);
    producer = new KafkaProducer<>(KafkaClients.producer(kafka, "projector-it"));
  }

  private static ConfigurableApplicationContext start() {
    var started = ProjectorApplication.start(Environment.of(environment(database)));
    await()
        .atMost(START_LIMIT)
        .until(() -> get(started, "/actuator/health/readiness").statusCode() == 200);
    return started;
  }

  @AfterAll
  static void stop() throws SQLException {
    producer.close(Duration.ofSeconds(5));
    projector.close();
    database.close();
  }

  @Test
  void requestIsReadFromItsTopic() throws Exception {
    send(Records.request(Records.placeCall(callId)), callId.toString());

    awaitRow(callId, "initiated");
    assertThat(ask("select created_by from calls.retell_calls where call_id = ?", callId))
        .contains("admin");
  }

  @Test
  void webhookIsReadFromItsTopic() throws Exception {
    send(Records.webhook("call_ended", ended()), callId.toString());

    awaitRow(callId, "completed");
  }

  @Test
  void dispatchersSignalIsReadFromItsTopic() throws Exception {
    send(Records.dispatch(Records.asked(callId, ended(), T0)), callId.toString());

    awaitRow(callId, "completed");
  }

  @Test
  void poisonGoesToTheDeadLettersAloneAndItsNeighboursPass() throws Exception {
    var key = callId.toString();
    var poison = "{\"event\":\"call_ended\",\"call\":{\"of\":\"" + callId + "\"}}";
    send(Records.webhook("call_started", ours(callId, retellId, "ongoing")), key);
    send(Records.webhook(poison), key);
    send(Records.webhook("call_ended", ended()), key);

    awaitRow(callId, "completed");
    var letter = find(Topics.deadLetters(Topics.RETELL_WEBHOOKS), key);
    assertThat(text(letter.value())).isEqualTo(poison);
    assertThat(text(letter.headers().lastHeader("kafka_dlt-original-topic").value()))
        .isEqualTo(Topics.RETELL_WEBHOOKS);
  }

  @Test
  void eventOfAFactReachesTheWorld() throws Exception {
    send(Records.request(Records.placeCall(callId)), callId.toString());

    var event = find(Topics.CALL_EVENTS, callId.toString());

    assertThat(text(event.headers().lastHeader("ce_type").value())).isEqualTo("call.requested");
    var read = Json.read(event.value(), CallEvent.class);
    assertThat(read.version()).isEqualTo(1);
    assertThat(read.call().path("status").stringValue()).isEqualTo("initiated");
  }

  @Test
  void replayFromTheFirstRecordChangesNothing() throws Exception {
    send(Records.request(Records.placeCall(callId)), callId.toString());
    send(Records.webhook("call_ended", ended()), callId.toString());
    await().atMost(LIMIT).untilAsserted(() -> assertThat(version()).contains("2"));
    var written = ask("select xmin from calls.retell_calls where call_id = ?", callId);

    projector.close();
    var position = ask(POSITION, callId);
    try (var session = database.connectAsSuperuser();
        var statement = session.createStatement()) {
      statement.execute("update calls.offsets set next_offset = 0");
    }
    projector = start();
    await().atMost(LIMIT).until(() -> ask(POSITION, callId).equals(position));

    assertThat(version()).contains("2");
    assertThat(ask("select xmin from calls.retell_calls where call_id = ?", callId))
        .as("not written again")
        .isEqualTo(written);
    assertThat(ask("select count(*) from outbox.messages where key = ?::text", callId))
        .contains("2");
  }

  private Optional<String> version() throws SQLException {
    return ask("select version from calls.retell_calls where call_id = ?", callId);
  }

  @Test
  void metricsTellWhatWasFoldedAndHowFarBehind() throws Exception {
    send(Records.webhook("call_of_tomorrow", ended()), callId.toString());
    awaitRow(callId, "initiated");

    var metrics = get(projector, "/actuator/prometheus").body();
    assertThat(metrics)
        .contains("callstream_projector_facts_total{fact=\"unrecognised\"")
        .contains("callstream_projector_unseen_total{what=\"event\"")
        .contains("callstream_reader_lag{");
  }

  @Test
  void defaultInstallationIsRefusedAtRetellsOwnAddress() {
    var settings = new HashMap<>(environment(database));
    settings.remove("CALLSTREAM_INSTALLATION");
    settings.put("RETELL_BASE_URL", "https://api.retellai.com");

    assertThatThrownBy(() -> ProjectorApplication.start(Environment.of(settings)))
        .isInstanceOf(ImpossibleSetting.class)
        .hasMessageContaining("CALLSTREAM_INSTALLATION");
  }

  private static Map<String, String> environment(TestDatabase database) {
    var settings = new HashMap<String, String>();
    settings.putAll(database.environment());
    settings.putAll(TestKafka.environment());
    settings.put("MANAGEMENT_PORT", "0");
    settings.put("CALLSTREAM_INSTALLATION", INSTALLATION);
    settings.put("RETELL_BASE_URL", "http://127.0.0.1:1");
    return settings;
  }

  private static void send(ConsumerRecord<byte[], byte[]> message, String key) throws Exception {
    var copy =
        new ProducerRecord<>(
            message.topic(),
            null,
            key.getBytes(StandardCharsets.UTF_8),
            message.value(),
            message.headers());
    producer.send(copy).get(30, TimeUnit.SECONDS);
  }

  /** The first record of a topic with that key. */
  private static ConsumerRecord<byte[], byte[]> find(String topic, String key) {
    var kafka = new KafkaSettings(TestKafka.bootstrapServers(), (short) 1);
    var config = KafkaClients.consumer(kafka, "find-" + key, "find-" + key);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    try (var consumer = new KafkaConsumer<byte[], byte[]>(config)) {
      consumer.subscribe(List.of(topic));
      return await()
          .atMost(LIMIT)
          .until(() -> poll(consumer, key), Optional::isPresent)
          .orElseThrow();
    }
  }

  private static Optional<ConsumerRecord<byte[], byte[]>> poll(
      KafkaConsumer<byte[], byte[]> consumer, String key) {
    for (var message : consumer.poll(Duration.ofMillis(500))) {
      if (text(message.key()).equals(key)) {
        return Optional.of(message);
      }
    }
    return Optional.empty();
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private static void awaitRow(UUID callId, String status) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(ask("select status from calls.retell_calls where call_id = ?", callId))
                .contains(status));
  }

  private static Optional<String> ask(String sql, UUID callId) throws SQLException {
    try (var session = database.connectAsSuperuser();
        var statement = session.prepareStatement(sql)) {
      statement.setObject(1, callId);
      var rows = statement.executeQuery();
      return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
    }
  }

  private static HttpResponse<String> get(ConfigurableApplicationContext of, String path)
      throws Exception {
    var port = of.getEnvironment().getRequiredProperty("local.management.port");
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private ObjectNode ended() {
    return over(
        ours(callId, retellId, "ended"), "user_hangup", T0.plusSeconds(10), T0.plusSeconds(50));
  }
}
