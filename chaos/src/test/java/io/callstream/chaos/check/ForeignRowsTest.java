package io.callstream.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.callstream.chaos.load.ForeignCall;
import io.callstream.chaos.load.WebhookLoad;
import io.callstream.contracts.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A gateway and a projector with faults of their own: the checker must see each. */
class ForeignRowsTest {

  private static final long SEED = 4;
  private static final int CALLS = 5;
  private static final List<String> EMPTY =
      List.of("request_id", "campaign_id", "attempt", "placed_at", "error_code", "error_message");
  private static final List<String> EVENTS = List.of("call_started", "call_ended", "call_analyzed");

  private final Queue<JsonNode> taken = new ConcurrentLinkedQueue<>();
  private HttpServer gateway;
  private WebhookLoad load;

  @BeforeEach
  void acknowledgeEverything() throws IOException {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    gateway.createContext(
        "/",
        exchange -> {
          taken.add(Json.tree(exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    gateway.start();
    load =
        new WebhookLoad(
            URI.create("http://127.0.0.1:" + gateway.getAddress().getPort()),
            "key",
            Clock.systemUTC(),
            SEED,
            CALLS * ForeignCall.EVENTS);
    load.run(Duration.ZERO);
  }

  @AfterEach
  void stop() {
    gateway.stop(0);
  }

  /** Kept, whole, equal, said. */
  private List<Boolean> held(Predicate<JsonNode> onTopic, Consumer<ObjectNode> ofTheLastRow) {
    return claims(onTopic, ofTheLastRow, call -> call.transcript()).stream()
        .map(Claim::holds)
        .toList();
  }

  private List<Claim> claims(
      Predicate<JsonNode> onTopic,
      Consumer<ObjectNode> ofTheLastRow,
      Function<ForeignCall, String> transcript) {
    ForeignRows rows = new ForeignRows(load);
    taken.stream()
        .filter(onTopic)
        .forEach(webhook -> rows.add(record(webhook), webhook.path("event").asString()));
    for (int n = 0; n < CALLS; n++) {
      ObjectNode row = row(ForeignCall.of(SEED, n));
      if (n == CALLS - 1) {
        ofTheLastRow.accept(row);
      }
      rows.take(row);
    }
    rows.compareTranscripts(
        IntStream.range(0, CALLS)
            .mapToObj(n -> ForeignCall.of(SEED, n))
            .collect(
                Collectors.toMap(
                    ForeignCall::retellCallId, call -> ForeignRows.md5(transcript.apply(call)))));
    return rows.claims();
  }

  private static ConsumerRecord<String, byte[]> record(JsonNode webhook) {
    String key = webhook.path("call").path("call_id").asString();
    return new ConsumerRecord<>("retell-webhooks", 0, 0, key, Json.bytes(webhook));
  }

  private static ObjectNode row(ForeignCall call) {
    ObjectNode row =
        Json.mapper()
            .createObjectNode()
            .put("call_id", call.callId().toString())
            .put("retell_call_id", call.retellCallId())
            .put("to_number", call.toNumber())
            .put("disconnection_reason", call.ending().reason())
            .put("status", call.ending().status())
            .put("outcome", call.ending().outcome())
            .put("started_at", call.started().toString())
            .put("ended_at", call.ended().toString())
            .put("duration_ms", call.ended().toEpochMilli() - call.started().toEpochMilli())
            .put("version", ForeignCall.EVENTS);
    call.constants().forEach(row::put);
    EMPTY.forEach(row::putNull);
    row.putObject("call_analysis").put("call_summary", call.summary());
    return row;
  }

  private static boolean isOf(JsonNode webhook, int call, int event) {
    return webhook
            .path("call")
            .path("call_id")
            .asString()
            .equals(ForeignCall.of(SEED, call).retellCallId())
        && webhook.path("event").asString().equals(EVENTS.get(event));
  }

  @Test
  void allWebhooksKeptAndAllRowsRightHolds() {
    assertThat(held(_ -> true, _ -> {})).containsExactly(true, true, true, true);
  }

  @Test
  void anAcknowledgedWebhookThatIsDroppedIsSeen() {
    assertThat(held(webhook -> !isOf(webhook, 2, 1), _ -> {}))
        .containsExactly(false, true, true, true);
  }

  /** The gateway keeps repetitions, so that each acknowledged copy has to be there. */
  @Test
  void oneOfSeveralAcknowledgedCopiesThatIsDroppedIsSeen() {
    AtomicBoolean dropped = new AtomicBoolean();
    int often =
        IntStream.range(0, load.distinct())
            .filter(webhook -> load.acknowledged(webhook) > 1)
            .findFirst()
            .orElseThrow();

    assertThat(
            held(
                webhook ->
                    !isOf(webhook, often / ForeignCall.EVENTS, often % ForeignCall.EVENTS)
                        || !dropped.compareAndSet(false, true),
                _ -> {}))
        .containsExactly(false, true, true, true);
  }

  @Test
  void bytesThatAreNotThoseThatWereSentAreSeen() {
    ForeignRows rows = new ForeignRows(load);
    rows.add(
        new ConsumerRecord<>(
            "retell-webhooks", 0, 0, ForeignCall.of(SEED, 0).retellCallId(), new byte[] {1}),
        "call_ended");

    assertThat(rows.claims().get(1).broken()).isTrue();
  }

  @Test
  void aTranscriptThatIsNotWhatWasSaidIsSeen() {
    assertThat(claims(_ -> true, _ -> {}, call -> call.transcript() + "!").getLast().holds())
        .isFalse();
  }

  @Test
  void aWebhookOfOurOwnCallsThatIsAcknowledgedAndNotThereIsSeen() {
    assertThat(new ForeignRows(load).ownKept(0).holds()).isTrue();
    assertThat(new ForeignRows(load).ownKept(1).holds()).isFalse();
  }

  @Test
  void everyWrongColumnIsSeen() {
    for (String column : EMPTY) {
      assertThat(held(_ -> true, row -> row.put(column, "something")))
          .as(column)
          .containsExactly(true, true, false, true);
    }
    for (String column : ForeignCall.of(SEED, 0).constants().keySet()) {
      assertThat(held(_ -> true, row -> row.put(column, "another")))
          .as(column)
          .containsExactly(true, true, false, true);
    }
    assertThat(held(_ -> true, row -> row.put("duration_ms", 1)))
        .containsExactly(true, true, false, true);
    Map<String, Object> wrong =
        Map.of(
            "to_number", "+12125550199",
            "disconnection_reason", "dial_busy",
            "status", "in_progress",
            "outcome", "no_answer",
            "started_at", "2026-03-01T00:00:00Z",
            "ended_at", "2026-03-01T00:00:00Z",
            "version", 2);

    wrong.forEach((column, value) ->
        assertThat(held(_ -> true, row -> row.set(column, Json.mapper().valueToTree(value))))
            .as(column)
            .containsExactly(true, true, false, true));
  }

  @Test
  void aRowThatIsNotThereIsSeen() {
    assertThat(held(_ -> true, row -> row.put("call_id", "another")))
        .containsExactly(true, true, false, true);
  }
}
