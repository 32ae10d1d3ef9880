package io.callstream.outbox;

import java.util.Map;
import java.util.UUID;

/**
 * A message on its way to Kafka.
 *
 * @param id stable over repeats; a UUID, since a restored sequence would give one id twice
 *     (MECHANISMS.md A2). It travels as header {@code callstream-message-id}
 * @param key decides the partition; messages of one key keep their order
 * @param headers further headers, written as UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy of each body would buy nothing.
public record OutboxMessage(
    UUID id, String topic, String key, byte[] value, Map<String, String> headers) {

  public OutboxMessage {
    headers = Map.copyOf(headers);
  }

  /** A message with no header but its id. */
  public OutboxMessage(UUID id, String topic, String key, byte[] value) {
    this(id, topic, key, value, Map.of());
  }
}
