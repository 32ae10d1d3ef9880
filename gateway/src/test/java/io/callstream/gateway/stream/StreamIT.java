package io.callstream.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Headers;
import io.callstream.contracts.Topics;
import io.callstream.gateway.RunningGateway;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.callstream.testing.TestKafka;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Call events over HTTP as they come, cut and resumed. */
@Timeout(180)
class StreamIT {

  private static final String PATH = "/api/v1/calls/stream";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static TestDatabase database;
  private static RunningGateway gateway;
  private static KafkaProducer<byte[], byte[]> producer;

  private final String mark = UUID.randomUUID().toString();

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of());
    var kafka = new KafkaSettings(TestKafka.bootstrapServers(), (short) 1);
    producer = new KafkaProducer<>(KafkaClients.producer(kafka, "stream-it"));
  }

  @AfterAll
  static void stop() throws Exception {
    producer.close(Duration.ofSeconds(5));
    gateway.close();
    database.close();
  }

  private record Event(String id, String type, String data) {}

  @Test
  void eventsComeAsTheyHappenWithTypeAndValue() throws Exception {
    try (var listener = listen(null)) {
      publish(1);

      var event = listener.next();
      assertThat(event.type()).isEqualTo("call.ended");
      assertThat(event.data()).contains(mark).contains("\"n\":1");
    }
  }

  @Test
  void listenerThatIsCutAgainAndAgainMissesNothingAndSeesNothingTwice() throws Exception {
    String last;
    try (var listener = listen(null)) {
      last = listener.lastId();
    }
    var seen = new ArrayList<String>();
    for (int cut = 0; cut < 50; cut++) {
      for (int n = 0; n < 4; n++) {
        publish(cut * 4 + n);
      }
      try (var listener = listen(last)) {
        for (int n = 0; n < 3; n++) {
          seen.add(listener.next().data());
        }
        last = listener.lastId();
      }
    }
    try (var listener = listen(last)) {
      while (seen.size() < 200) {
        seen.add(listener.next().data());
      }
    }

    assertThat(seen).hasSize(200).doesNotHaveDuplicates().allMatch(data -> data.contains(mark));
  }

  @Test
  void positionThatTheTopicDoesNotHaveIsSaidToBeAGapBeforeAnythingElse() throws Exception {
    try (var listener = listen("9.9.9.9.9.9.9.9.9.9.9.999999999999")) {
      var first = Objects.requireNonNull(listener.first());
      assertThat(first.type()).isEqualTo("gap");
      assertThat(first.data()).isEqualTo("{}");
      assertThat(first.id()).as("goes on from there").endsWith(".0");
    }
  }

  @Test
  void whatIsNoPositionIsRefused() throws Exception {
    var request = gateway.request(PATH).header("Last-Event-ID", "yesterday").GET();

    assertThat(RunningGateway.send(request).isProblem(400)).isNotNull();
  }

  @Test
  void listenerThatTakesNothingIsDropped() throws Exception {
    var meters = gateway.context().getBean(MeterRegistry.class);
    double before = meters.counter("callstream.gateway.streams.dropped").count();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.setReceiveBufferSize(4 * 1024);
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + PATH
                      + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                      + RunningGateway.ADMIN_KEY
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      var large = "x".repeat(400_000);
      for (int n = 0; n < 60; n++) {
        publish(large);
      }

      await()
          .atMost(LIMIT)
          .until(() -> meters.counter("callstream.gateway.streams.dropped").count() > before);
    }
  }

  private void publish(Object n) throws Exception {
    var value =
        "{\"fact\":\"ended\",\"mark\":\""
            + mark
            + "\",\"n\":"
            + (n instanceof String s ? "\"" + s + "\"" : n)
            + "}";
    var message =
        new ProducerRecord<>(
            Topics.CALL_EVENTS,
            UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8),
            value.getBytes(StandardCharsets.UTF_8));
    message.headers().add(Headers.CE_TYPE, "call.ended".getBytes(StandardCharsets.UTF_8));
    producer.send(message).get(30, TimeUnit.SECONDS);
  }

  private static Listener listen(@org.jspecify.annotations.Nullable String last) throws Exception {
    var request = gateway.request(PATH);
    if (last != null) {
      request.header("Last-Event-ID", last);
    }
    var answer = HTTP.send(request.GET().build(), BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    return new Listener(
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8)));
  }

  /** Reads a stream as a browser does. */
  private static final class Listener implements AutoCloseable {

    private final BufferedReader in;
    private final @org.jspecify.annotations.Nullable Event first;
    private String lastId = "";

    Listener(BufferedReader in) throws IOException {
      this.in = in;
      this.first = block();
    }

    @org.jspecify.annotations.Nullable Event first() {
      return first;
    }

    String lastId() {
      return lastId;
    }

    Event next() throws IOException {
      while (true) {
        var event = block();
        if (event != null) {
          return event;
        }
      }
    }

    private @org.jspecify.annotations.Nullable Event block() throws IOException {
      var type = "message";
      List<String> data = new ArrayList<>();
      for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        if (line.startsWith("id: ")) {
          lastId = line.substring(4);
        } else if (line.startsWith("event: ")) {
          type = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data.add(line.substring(6));
        }
      }
      return data.isEmpty() ? null : new Event(lastId, type, String.join("\n", data));
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
