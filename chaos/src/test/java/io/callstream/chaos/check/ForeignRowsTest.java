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
import java.util.function.Consumer;
import java.util.function.Predicate;
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

  private List<Boolean> held(Predicate<JsonNode> onTopic, Consumer<ObjectNode> ofTheLastRow) {
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
    return rows.claims().stream().map(Claim::holds).toList();
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
            .put("version", ForeignCall.EVENTS);
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
    assertThat(held(_ -> true, _ -> {})).containsExactly(true, true);
  }

  @Test
  void anAcknowledgedWebhookThatIsDroppedIsSeen() {
    assertThat(held(webhook -> !isOf(webhook, 2, 1), _ -> {})).containsExactly(false, true);
  }

  @Test
  void everyWrongColumnIsSeen() {
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
            .containsExactly(true, false));
  }

  @Test
  void aRowThatIsNotThereIsSeen() {
    assertThat(held(_ -> true, row -> row.put("call_id", "another"))).containsExactly(true, false);
  }
}
