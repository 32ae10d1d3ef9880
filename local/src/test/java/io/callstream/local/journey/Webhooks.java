package io.callstream.local.journey;

import io.callstream.contracts.Json;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.JsonNode;

/** The webhooks that the gateway has accepted, as they lie on their topic. */
record Webhooks(List<JsonNode> bodies) {

  static Webhooks of(List<ConsumerRecord<String, byte[]>> records) {
    return new Webhooks(records.stream().map(record -> Json.tree(record.value())).toList());
  }

  List<JsonNode> of(String retellCallId) {
    return bodies.stream()
        .filter(body -> body.path("call").path("call_id").asString("").equals(retellCallId))
        .toList();
  }

  /** The events of a call in the order of the topic. */
  List<String> eventsOf(String retellCallId) {
    return of(retellCallId).stream().map(body -> body.path("event").asString("")).toList();
  }
}
