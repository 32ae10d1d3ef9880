package io.callstream.gateway.webhook;

import static io.callstream.gateway.webhook.Records.header;
import static io.callstream.gateway.webhook.Records.withKey;
import static io.callstream.gateway.webhook.Records.withText;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Topics;
import io.callstream.gateway.RunningGateway;
import io.callstream.retell.webhook.WebhookSignature;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.callstream.testing.TestKafka;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks from the wire to Kafka, in the order of DESIGN.md's "Webhook intake". */
class WebhookIT {

  private static final String OLD_KEY = "key_before";

  private static TestDatabase database;
  private static RunningGateway gateway;
  private static Records webhooks;
  private static Records deadLetters;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway =
        RunningGateway.ready(
            database, Map.of("RETELL_WEBHOOK_KEYS", RunningGateway.WEBHOOK_KEY + ", " + OLD_KEY));
    webhooks = new Records(TestKafka.bootstrapServers(), Topics.RETELL_WEBHOOKS);
    deadLetters =
        new Records(TestKafka.bootstrapServers(), Topics.deadLetters(Topics.RETELL_WEBHOOKS));
    // A producer's first record for a topic waits for what Kafka says of the topic.
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> Sent.genuine(gateway, Sent.event("call_ended", retellId(), "")).status() == 200);
  }

  @AfterAll
  static void stop() throws Exception {
    webhooks.close();
    deadLetters.close();
    gateway.close();
    database.close();
  }

  @Test
  void theAddressSaysThatItIsServed() {
    var answer = RunningGateway.send(HttpRequest.newBuilder(gateway.uri(Sent.PATH)).GET());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text())
        .isEqualTo("{\"status\":\"ok\",\"message\":\"Retell webhook endpoint is active\"}");
  }

  @Test
  void aGenuineWebhookIsInKafkaAsItCameWhenItIsAnswered() {
    var id = retellId();
    var body =
        " { \"call\":{\"call_id\":\"%s\",\"n\":41250.0, \"transcript\":\"Zoë 👍\\u0000\"},\r\n \"event\" : \"call_ended\"}\n"
            .formatted(id);
    var before = Instant.now();

    var answer = Sent.genuine(gateway, body);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("{\"status\":\"accepted\"}");
    var message = webhooks.all(withKey(id)).getFirst();
    assertThat(new String(message.value(), StandardCharsets.UTF_8)).isEqualTo(body);
    assertThat(header(message, "callstream-event")).isEqualTo("call_ended");
    assertThat(header(message, "callstream-verdict")).isEqualTo("valid");
    assertThat(Long.parseLong(header(message, "callstream-received-at")))
        .isBetween(before.toEpochMilli(), Instant.now().toEpochMilli());
  }

  @Test
  void aCallOfOursHasOurIdAsItsKey() {
    var ours = UUID.randomUUID();
    Sent.genuine(
        gateway,
        Sent.event(
            "call_started", retellId(), metadata(RunningGateway.INSTALLATION, ours.toString())));

    assertThat(webhooks.all(withKey(ours.toString()))).hasSize(1);
  }

  @Test
  void aStrangersCallIdIsNotBelieved() {
    var id = retellId();
    var stranger = UUID.randomUUID();

    Sent.genuine(gateway, Sent.event("call_started", id, metadata("another", stranger.toString())));
    Sent.genuine(
        gateway, Sent.event("call_ended", id, metadata(RunningGateway.INSTALLATION, "no uuid")));
    Sent.genuine(
        gateway,
        Sent.event(
            "call_analyzed", id, ", \"metadata\": {\"callstream_call_id\": \"" + stranger + "\"}"));

    assertThat(webhooks.all(withKey(id))).hasSize(3);
    assertThat(webhooks.all(withKey(stranger.toString()))).isEmpty();
  }

  @Test
  void eventsStatusesAndReasonsNobodyKnowsAreKeptToo() {
    var id = retellId();

    var answer =
        Sent.genuine(
            gateway,
            Sent.event(
                "call_sublimated",
                id,
                ", \"call_status\": \"gaseous\", \"disconnection_reason\": \"entropy\""));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(header(webhooks.all(withKey(id)).getFirst(), "callstream-event"))
        .isEqualTo("call_sublimated");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "{\"event\": \"call_ended\", \"call\": {\"x\": \"%s\"}}",
        "{\"event\": \"call_ended\", \"call\": {\"call_id\": 1, \"x\": \"%s\"}}",
        "{\"event\": \"call_ended\", \"x\": \"%s\"}",
        "{\"call\": {\"call_id\": \"%s\"}}",
        "{\"event\": \"call_ended\", \"call\": {\"call_id\": \"%s\"}} trailing",
        "{\"event\": \"call_ended\", \"call\": {\"call_id\": \"%s\"}",
        "{\"event\": \"chat_ended\", \"chat\": {\"chat_id\": \"%s\"}}",
        "[\"%s\"]",
        "{\"event\": \"call_ended\", \"call\": {\"call_id\": \"%s\", \"t\": \"\u00ff\"}}",
      })
  void whatIsGenuineButUnreadableIsKeptAside(String form) {
    var mark = retellId();
    var body = form.formatted(mark).getBytes(StandardCharsets.ISO_8859_1);

    var answer = Sent.genuine(gateway, body);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("{\"status\":\"accepted\"}");
    assertThat(webhooks.all(withText(mark))).isEmpty();
    var letter = deadLetters.all(withText(mark)).getFirst();
    assertThat(letter.value()).isEqualTo(body);
    assertThat(header(letter, "kafka_dlt-original-topic")).isEqualTo(Topics.RETELL_WEBHOOKS);
    assertThat(
            ByteBuffer.wrap(letter.headers().lastHeader("kafka_dlt-original-partition").value())
                .getInt())
        .isEqualTo(-1);
    assertThat(
            ByteBuffer.wrap(letter.headers().lastHeader("kafka_dlt-original-offset").value())
                .getLong())
        .isEqualTo(-1);
    assertThat(header(letter, "kafka_dlt-exception-fqcn")).isNotBlank();
    assertThat(header(letter, "kafka_dlt-exception-message")).isNotBlank().doesNotContain(mark);
    assertThat(header(letter, "callstream-verdict")).isEqualTo("valid");
    if (form.contains("chat_ended")) {
      assertThat(header(letter, "callstream-event")).isEqualTo("chat_ended");
    }
  }

  @Test
  void whatIsNotGenuineIsRefusedAndNotKept() {
    var id = retellId();
    var body = Sent.event("call_ended", id, "").getBytes(StandardCharsets.UTF_8);
    var now = Instant.now();
    var good = WebhookSignature.sign(body, RunningGateway.WEBHOOK_KEY, now);

    RunningGateway.send(Sent.request(gateway, body)).isProblem(401);
    refused(body, WebhookSignature.sign(body, "key_of_somebody", now));
    refused(
        body,
        WebhookSignature.sign(
            Sent.event("call_started", id, "").getBytes(StandardCharsets.UTF_8),
            RunningGateway.WEBHOOK_KEY,
            now));
    refused(
        body,
        WebhookSignature.sign(
            body, RunningGateway.WEBHOOK_KEY, now.minus(Duration.ofSeconds(310))));
    refused(
        body,
        WebhookSignature.sign(body, RunningGateway.WEBHOOK_KEY, now.plus(Duration.ofSeconds(310))));
    refused(body, good.toUpperCase(Locale.ROOT));
    refused(
        body,
        good.substring(0, good.indexOf("d=") + 2)
            + good.substring(good.indexOf("d=") + 2).toUpperCase(Locale.ROOT));
    refused(body, good.replace("v=", "v=0"));
    refused(body, good + ",x=1");
    RunningGateway.send(
            Sent.request(gateway, body)
                .header(WebhookSignature.HEADER, good)
                .header(WebhookSignature.HEADER, good))
        .isProblem(401);

    assertThat(webhooks.all(withText(id))).isEmpty();
    assertThat(deadLetters.all(withText(id))).isEmpty();
    assertThat(Sent.signed(gateway, body, good).status()).isEqualTo(200);
  }

  @Test
  void anyOfTheKeysMayHaveSigned() {
    var body = Sent.event("call_ended", retellId(), "").getBytes(StandardCharsets.UTF_8);

    assertThat(
            Sent.signed(gateway, body, WebhookSignature.sign(body, OLD_KEY, Instant.now()))
                .status())
        .isEqualTo(200);
  }

  @Test
  void theSameSignedBodyAgainIsAcceptedAndKeptOnce() {
    var id = retellId();
    var body = Sent.event("call_ended", id, "").getBytes(StandardCharsets.UTF_8);
    var signature = WebhookSignature.sign(body, RunningGateway.WEBHOOK_KEY, Instant.now());

    for (int i = 0; i < 5; i++) {
      assertThat(Sent.signed(gateway, body, signature).text())
          .isEqualTo("{\"status\":\"accepted\"}");
    }

    assertThat(webhooks.all(withKey(id))).hasSize(1);
  }

  @Test
  void aBodyOfEightMebibytesPassesAndNotAByteMore() {
    var id = retellId();

    assertThat(Sent.genuine(gateway, padded(id, 8 * 1024 * 1024)).status()).isEqualTo(200);
    Sent.genuine(gateway, padded(id, 8 * 1024 * 1024 + 1)).isProblem(413);
    Sent.genuine(gateway, padded(id, 9 * 1024 * 1024)).isProblem(413);

    assertThat(webhooks.all(withKey(id)))
        .singleElement()
        .satisfies(m -> assertThat(m.value()).hasSize(8 * 1024 * 1024));
  }

  @Test
  void aBodyWithoutALengthIsCountedWhileItIsRead() {
    var body = padded(retellId(), 9 * 1024 * 1024);
    var request =
        HttpRequest.newBuilder(gateway.uri(Sent.PATH))
            .header(
                WebhookSignature.HEADER,
                WebhookSignature.sign(body, RunningGateway.WEBHOOK_KEY, Instant.now()))
            .POST(
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new java.io.ByteArrayInputStream(body)));

    RunningGateway.send(request).isProblem(413);
  }

  @Test
  void anEncodedBodyIsNotLookedInto() {
    var body = Sent.event("call_ended", retellId(), "").getBytes(StandardCharsets.UTF_8);

    RunningGateway.send(
            Sent.request(gateway, body)
                .header("Content-Encoding", "gzip")
                .header(
                    WebhookSignature.HEADER,
                    WebhookSignature.sign(body, RunningGateway.WEBHOOK_KEY, Instant.now())))
        .isProblem(415);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x"
      })
  void whatTheSenderCallsTheBodyDoesNotMatter(String contentType) {
    var id = retellId();
    var body = Sent.event("call_ended", id, "").getBytes(StandardCharsets.UTF_8);
    var answer =
        RunningGateway.send(
            HttpRequest.newBuilder(gateway.uri(Sent.PATH + "?from=dashboard"))
                .header("Content-Type", contentType)
                .header("Accept", "text/html")
                .header(
                    WebhookSignature.HEADER,
                    WebhookSignature.sign(body, RunningGateway.WEBHOOK_KEY, Instant.now()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(webhooks.all(withKey(id))).hasSize(1);
  }

  @Test
  void answersAreHeadedAndTimedLikeAllOthers() {
    var answer = Sent.genuine(gateway, Sent.event("call_ended", retellId(), ""));

    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    var metrics =
        URI.create("http://127.0.0.1:" + gateway.managementPort() + "/actuator/prometheus");
    assertThat(RunningGateway.send(HttpRequest.newBuilder(metrics)).text())
        .contains(
            "http_server_requests_seconds_count{error=\"none\",exception=\"none\",method=\"POST\",outcome=\"SUCCESS\",status=\"200\",uri=\"/api/webhooks/retell\"}")
        .contains("callstream_webhooks_total{result=\"retell-webhooks\"}");
  }

  private static void refused(byte[] body, String signature) {
    Sent.signed(gateway, body, signature).isProblem(401);
  }

  private static String metadata(String installation, String callId) {
    return ", \"metadata\": {\"callstream_installation\": \"%s\", \"callstream_call_id\": \"%s\"}"
        .formatted(installation, callId);
  }

  private static byte[] padded(String retellCallId, int bytes) {
    var rest = Sent.event("call_ended", retellCallId, ", \"transcript\": \"\"");
    return Sent.event(
            "call_ended",
            retellCallId,
            ", \"transcript\": \"" + "a".repeat(bytes - rest.length()) + "\"")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String retellId() {
    return "call_" + UUID.randomUUID().toString().replace("-", "");
  }
}
