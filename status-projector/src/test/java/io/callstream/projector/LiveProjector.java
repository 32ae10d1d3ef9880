package io.callstream.projector;

import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Json;
import io.callstream.runtime.environment.Environment;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** A projector as it is deployed, on a database of its own. */
final class LiveProjector implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  static final KafkaSettings KAFKA = new KafkaSettings(TestKafka.bootstrapServers(), (short) 1);

  final TestDatabase database = TestDatabases.create();
  private final ConfigurableApplicationContext context =
      ProjectorApplication.start(Environment.of(environment()));
  private final KafkaProducer<byte[], byte[]> producer =
      new KafkaProducer<>(KafkaClients.producer(KAFKA, "live-projector"));

  LiveProjector() {
    await().atMost(START_LIMIT).until(() -> get("/actuator/health/readiness").statusCode() == 200);
  }

  /** What a process of the projector's jar is told. */
  Map<String, String> environment() {
    var settings = new HashMap<String, String>();
    settings.putAll(database.environment());
    settings.putAll(TestKafka.environment());
    settings.put("MANAGEMENT_PORT", "0");
    settings.put("CALLSTREAM_INSTALLATION", Records.INSTALLATION);
    settings.put("RETELL_BASE_URL", "http://127.0.0.1:1");
    return settings;
  }

  String metrics() throws Exception {
    return get("/actuator/prometheus").body();
  }

  private HttpResponse<String> get(String path) throws Exception {
    var port = context.getEnvironment().getRequiredProperty("local.management.port");
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /** Publishes a record of a call of ours. */
  Future<RecordMetadata> send(UUID callId, ConsumerRecord<byte[], byte[]> message) {
    return producer.send(
        new ProducerRecord<>(
            message.topic(),
            null,
            callId.toString().getBytes(StandardCharsets.UTF_8),
            message.value(),
            message.headers()));
  }

  /** What a superuser sees: the first column of each row, as JSON. */
  List<JsonNode> look(String sql, Object... values) {
    try (var session = database.connectAsSuperuser();
        var statement = session.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      var found = new ArrayList<JsonNode>();
      var rows = statement.executeQuery();
      while (rows.next()) {
        found.add(Json.mapper().readTree(rows.getString(1)));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Changes something as a superuser. */
  void run(String sql, Object... values) {
    try (var session = database.connectAsSuperuser();
        var statement = session.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.execute();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    producer.close(Duration.ofSeconds(5));
    context.close();
    database.close();
  }
}
