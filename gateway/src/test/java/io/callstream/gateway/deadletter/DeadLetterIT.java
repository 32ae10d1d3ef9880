package io.callstream.gateway.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Topics;
import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.runtime.kafka.DeadLetterHeaders;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.callstream.testing.TestKafka;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Dead letters over HTTP, with the topics they come from and go back to. */
class DeadLetterIT {

  private static final String PATH = "/api/v1/dead-letters";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static TestDatabase database;
  private static RunningGateway gateway;
  private static KafkaProducer<byte[], byte[]> producer;

  private final String reason = "Broken" + UUID.randomUUID();
  private final String key = UUID.randomUUID().toString();

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of());
    var kafka = new KafkaSettings(TestKafka.bootstrapServers(), (short) 1);
    producer = new KafkaProducer<>(KafkaClients.producer(kafka, "dead-letter-it"));
  }

  @AfterAll
  static void stop() throws Exception {
    producer.close(Duration.ofSeconds(5));
    gateway.close();
    database.close();
  }

  @Test
  void letterIsListedByTopicAndReasonAndShownWithPayloadAndCause() throws Exception {
    die(Topics.RETELL_WEBHOOKS, "{\"event\": \"call_ended\"}");

    var listed = awaitLetters(1).getFirst();
    assertThat(listed.path("topic").stringValue()).isEqualTo(Topics.RETELL_WEBHOOKS);
    assertThat(listed.has("payload")).isFalse();
    assertThat(letters("&topic=retell-webhooks.dlt")).hasSize(1);
    assertThat(letters("&topic=call-requests")).isEmpty();
    var shown = gateway.get(PATH + "/" + listed.path("id")).json();
    assertThat(shown.path("payload").stringValue()).isEqualTo("{\"event\": \"call_ended\"}");
    assertThat(shown.path("key").stringValue()).isEqualTo(key);
    assertThat(shown.path("cause").stringValue()).isEqualTo("java.io.IOException");
    assertThat(shown.path("place").stringValue()).startsWith("at somewhere");
    assertThat(shown.path("original_offset").longValue()).isEqualTo(42);
    assertThat(shown.path("given_up_by").stringValue()).isEqualTo("status-projector");
    var counted =
        gateway
            .get(PATH + "/summary")
            .json()
            .path("items")
            .valueStream()
            .filter(item -> item.path("reason").stringValue().equals(reason))
            .toList();
    assertThat(counted).hasSize(1);
    assertThat(counted.getFirst().path("count").intValue()).isEqualTo(1);
  }

  @Test
  void redrivenLetterIsOnItsTopicAgainAsItWasAndNoLongerOpen() throws Exception {
    die(Topics.DISPATCH_SIGNALS, "one");
    var id = awaitLetters(1).getFirst().path("id");

    var answer = gateway.post(PATH + "/" + id + "/redrive");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("state").stringValue()).isEqualTo("redriven");
    var back = onTopic(Topics.DISPATCH_SIGNALS, 1).getFirst();
    assertThat(text(back.value())).isEqualTo("one");
    assertThat(back.headers()).hasSize(1);
    assertThat(text(back.headers().lastHeader("callstream-verdict").value())).isEqualTo("valid");
    assertThat(letters("")).isEmpty();
    assertThat(letters("&state=redriven")).hasSize(1);
    assertThat(gateway.post(PATH + "/" + id + "/redrive").isProblem(409)).isNotNull();
  }

  @Test
  void allOfAReasonAreRedrivenAndNoOther() throws Exception {
    for (int i = 0; i < 250; i++) {
      die(Topics.RETELL_WEBHOOKS, "webhook " + i);
    }
    awaitLetters(200);
    await().atMost(LIMIT).until(() -> summed() == 250);
    long others = open() - 250;

    var done = gateway.post(PATH + "/redrive", "{\"reason\": \"" + reason + "\"}").json();

    assertThat(done.path("done").intValue()).isEqualTo(250);
    assertThat(done.path("left").intValue()).isZero();
    assertThat(onTopic(Topics.RETELL_WEBHOOKS, 250)).hasSize(250);
    assertThat(letters("")).isEmpty();
    assertThat(open()).isEqualTo(others);
  }

  @Test
  void discardedLetterKeepsTheNoteAndGoesNowhere() throws Exception {
    die(Topics.CALL_REQUESTS, "one");
    die(Topics.CALL_REQUESTS, "two");
    var ids = awaitLetters(2).stream().map(letter -> letter.path("id").toString()).toList();

    assertThat(gateway.post(PATH + "/" + ids.getFirst() + "/discard", "{}").isProblem(400))
        .isNotNull();
    var one = gateway.post(PATH + "/" + ids.getFirst() + "/discard", "{\"note\": \"a test\"}");
    var many =
        gateway.post(
            PATH + "/discard", "{\"ids\": [" + ids.getLast() + "], \"note\": \"another\"}");

    assertThat(one.json().path("state").stringValue()).isEqualTo("discarded");
    assertThat(one.json().path("note").stringValue()).isEqualTo("a test");
    assertThat(one.json().path("decided_by").isString()).isTrue();
    assertThat(many.json().path("done").intValue()).isEqualTo(1);
    assertThat(many.json().path("missed")).isEmpty();
    assertThat(letters("")).isEmpty();
    var again =
        gateway.post(
            PATH + "/discard",
            "{\"ids\": [" + ids.getLast() + ", 999999999], \"note\": \"once more\"}");
    assertThat(again.json().path("done").intValue()).isZero();
    assertThat(again.json().path("missed").toString())
        .isEqualTo("[" + ids.getLast() + ",999999999]");
  }

  @Test
  void lettersThatCameAfterTheLastOneMeantAreLeftAlone() throws Exception {
    die(Topics.CALL_EVENTS, "one");
    var first = awaitLetters(1).getFirst().path("id").longValue();
    die(Topics.CALL_EVENTS, "two");
    awaitLetters(2);

    var done =
        gateway
            .post(
                PATH + "/discard",
                "{\"reason\": \"%s\", \"note\": \"a test\", \"last\": %d}".formatted(reason, first))
            .json();

    assertThat(done.path("done").intValue()).isEqualTo(1);
    assertThat(done.path("left").intValue()).isZero();
    assertThat(done.path("last").longValue()).isEqualTo(first);
    assertThat(letters("")).hasSize(1);
  }

  @Test
  void letterIsForgottenThirtyDaysAfterItsDecision() throws Exception {
    for (int i = 0; i < 3; i++) {
      die(Topics.CALL_EVENTS, "event " + i);
    }
    var ids = awaitLetters(3).stream().map(letter -> letter.path("id").longValue()).toList();
    try (var db = new Db(database)) {
      db.run("update gateway.dead_letters set dead_at = now() - interval '60 days'");
      var decide =
          "update gateway.dead_letters set state = 'discarded', decided_at = now() - ?::interval"
              + " where id = ?";
      db.run(decide, "31 days", ids.get(0));
      db.run(decide, "29 days", ids.get(1));
    }

    gateway.context().getBean(LetterBook.class).forgetDecided();

    assertThat(letters("&state=discarded"))
        .extracting(letter -> letter.path("id").longValue())
        .containsExactly(ids.get(1));
    assertThat(letters("")).hasSize(1);
  }

  @Test
  void pagesFollowOneAnother() throws Exception {
    for (int i = 0; i < 5; i++) {
      die(Topics.CALL_EVENTS, "event " + i);
    }
    awaitLetters(5);

    var seen = new ArrayList<String>();
    var cursor = "";
    do {
      var page = gateway.get(PATH + "?limit=2&reason=" + reason + cursor).json();
      page.path("items").forEach(item -> seen.add(item.path("id").toString()));
      var next = page.path("next_cursor");
      cursor = next.isNull() ? "" : "&cursor=" + next.stringValue();
    } while (!cursor.isEmpty());

    assertThat(seen).hasSize(5).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/redrive | {}",
        "/redrive | {\"ids\": []}",
        "/redrive | {\"ids\": [1], \"reason\": \"x\"}",
        "/redrive | {\"all\": true}",
        "/redrive | {\"reason\": \"x\", \"last\": \"1\"}",
        "/discard | {\"ids\": [1]}",
      })
  void requestThatDoesNotSayWhichIsRefused(String path, String body) {
    assertThat(gateway.post(PATH + path, body).isProblem(400)).isNotNull();
  }

  @Test
  void unknownLetterIs404() {
    for (var id : List.of("999999999", "x")) {
      assertThat(gateway.get(PATH + "/" + id).isProblem(404)).isNotNull();
      assertThat(gateway.post(PATH + "/" + id + "/redrive").isProblem(404)).isNotNull();
    }
  }

  private void die(String topic, String value) throws Exception {
    var letter =
        new ProducerRecord<>(
            Topics.deadLetters(topic),
            key.getBytes(StandardCharsets.UTF_8),
            value.getBytes(StandardCharsets.UTF_8));
    var headers = letter.headers();
    headers.add("callstream-verdict", bytes("valid"));
    headers.add(DeadLetterHeaders.TOPIC, bytes(topic));
    headers.add(DeadLetterHeaders.PARTITION, ByteBuffer.allocate(4).putInt(3).array());
    headers.add(DeadLetterHeaders.OFFSET, ByteBuffer.allocate(8).putLong(42).array());
    headers.add(DeadLetterHeaders.GROUP, bytes("status-projector"));
    headers.add(DeadLetterHeaders.EXCEPTION, bytes("java.lang.IllegalStateException"));
    headers.add(DeadLetterHeaders.CAUSE, bytes("java.io.IOException"));
    headers.add(DeadLetterHeaders.MESSAGE, bytes(reason));
    headers.add(DeadLetterHeaders.STACKTRACE, bytes("at somewhere"));
    producer.send(letter).get(30, TimeUnit.SECONDS);
  }

  private List<JsonNode> awaitLetters(int count) {
    return await().atMost(LIMIT).until(() -> letters(""), found -> found.size() == count);
  }

  private List<JsonNode> letters(String more) {
    return gateway
        .get(PATH + "?limit=200&reason=" + URLEncoder.encode(reason, StandardCharsets.UTF_8) + more)
        .json()
        .path("items")
        .valueStream()
        .toList();
  }

  private long summed() {
    return gateway
        .get(PATH + "/summary")
        .json()
        .path("items")
        .valueStream()
        .filter(item -> item.path("reason").stringValue().equals(reason))
        .mapToLong(item -> item.path("count").longValue())
        .sum();
  }

  private static long open() {
    return gateway
        .get(PATH + "/summary")
        .json()
        .path("items")
        .valueStream()
        .mapToLong(item -> item.path("count").longValue())
        .sum();
  }

  /** Records of a topic with our key. */
  private List<ConsumerRecord<byte[], byte[]>> onTopic(String topic, int count) {
    var kafka = new KafkaSettings(TestKafka.bootstrapServers(), (short) 1);
    var config = KafkaClients.consumer(kafka, "look-" + key, "look-" + key);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var consumer = new KafkaConsumer<byte[], byte[]>(config)) {
      consumer.subscribe(List.of(topic));
      await()
          .atMost(LIMIT)
          .until(() -> {
            for (var message : consumer.poll(Duration.ofMillis(500))) {
              if (message.key() != null && text(message.key()).equals(key)) {
                found.add(message);
              }
            }
            return found.size() >= count;
          });
    }
    return found;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
