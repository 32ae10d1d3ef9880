package io.callstream.outbox;

import io.callstream.contracts.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Reads rows of {@code outbox.messages} back into messages. */
final class Rows {

  private Rows() {}

  /** The message of one row; headers as the jsonb's text. */
  static OutboxMessage message(
      String messageId, String topic, String key, String headers, byte[] value) {
    return new OutboxMessage(UUID.fromString(messageId), topic, key, value, headers(headers));
  }

  private static Map<String, String> headers(String json) {
    JsonNode object = Json.mapper().readTree(json);
    Map<String, String> headers = new HashMap<>();
    object.properties().forEach(entry -> headers.put(entry.getKey(), entry.getValue().asString()));
    return headers;
  }
}
