package io.callstream.local.journey;

import io.callstream.contracts.Json;
import io.callstream.contracts.MetadataKeys;
import io.callstream.retell.webhook.WebhookSignature;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A webhook that a journey sends itself, signed as Retell signs. */
record OwnWebhook(ObjectNode body) {

  private static final Instant STARTED = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant ENDED = Instant.parse("2026-03-01T10:01:30Z");

  /** A call that is over, of which the sandbox knows nothing. */
  static JsonNode call(String retellCallId, String toNumber, JsonNode metadata) {
    ObjectNode call =
        Json.mapper()
            .createObjectNode()
            .put("call_id", retellCallId)
            .put("call_type", "phone_call")
            .put("direction", "outbound")
            .put("agent_id", "agent_journey")
            .put("agent_version", 0)
            .put("from_number", "+12125550100")
            .put("to_number", toNumber)
            .put("call_status", "ended")
            .put("start_timestamp", STARTED.toEpochMilli())
            .put("end_timestamp", ENDED.toEpochMilli())
            .put("duration_ms", ENDED.toEpochMilli() - STARTED.toEpochMilli())
            .put("disconnection_reason", "user_hangup");
    call.set("metadata", metadata);
    return call;
  }

  /** That a call, of which all is known by now, had begun. */
  static OwnWebhook started(JsonNode call) {
    OwnWebhook webhook = of("call_started", call);
    webhook.call().put("call_status", "ongoing");
    webhook.call().remove("end_timestamp");
    webhook.call().remove("duration_ms");
    webhook.call().remove("disconnection_reason");
    webhook.call().remove("call_analysis");
    return webhook;
  }

  static OwnWebhook ended(JsonNode call) {
    OwnWebhook webhook = of("call_ended", call);
    webhook.call().remove("call_analysis");
    return webhook;
  }

  static OwnWebhook analysed(JsonNode call) {
    OwnWebhook webhook = of("call_analyzed", call);
    webhook.call().putObject("call_analysis").put("call_summary", "They agreed on Tuesday.");
    return webhook;
  }

  private static OwnWebhook of(String event, JsonNode call) {
    ObjectNode body = Json.mapper().createObjectNode().put("event", event);
    body.set("call", call.deepCopy());
    return new OwnWebhook(body);
  }

  /** Only Retell's id says which call it is. */
  OwnWebhook withoutMetadata() {
    call().remove("metadata");
    return this;
  }

  /** The call is named, but not which dial of it. */
  OwnWebhook withoutDialId() {
    ((ObjectNode) call().path("metadata")).remove(MetadataKeys.DIAL_ID);
    return this;
  }

  private ObjectNode call() {
    return (ObjectNode) body.path("call");
  }

  /** Sends it, again as Retell would, until the gateway has taken it. */
  void send(Rig rig) {
    byte[] bytes = Json.bytes(body);
    Awaitility.await("the gateway takes a webhook")
        .atMost(Rig.LIMIT)
        .ignoreException(UncheckedIOException.class)
        .until(() -> post(rig, bytes) == 200);
  }

  private static int post(Rig rig, byte[] body) {
    String signature = WebhookSignature.sign(body, Rig.SANDBOX_KEY, Instant.now());
    return rig.gateway()
        .post("/api/webhooks/retell", body, Map.of(WebhookSignature.HEADER, signature))
        .statusCode();
  }
}
