package io.callstream.outbox;

import io.callstream.contracts.Headers;
import io.callstream.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.data.Struct;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A row of {@code outbox.messages}, as the relay reads it.
 *
 * @param headers the jsonb's text
 * @param appendedAt the timestamp's text
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy of each body would buy nothing.
record Row(
    long id,
    String messageId,
    String topic,
    String key,
    String headers,
    byte[] value,
    String appendedAt) {

  /** What {@link #of(ResultSet)} reads. */
  static final String COLUMNS = "id, message_id, topic, key, headers, value, created_at";

  /** The row that a change event of the stream brings. */
  static Row of(Struct after) {
    return new Row(
        after.getInt64("id"),
        after.getString("message_id"),
        after.getString("topic"),
        after.getString("key"),
        after.getString("headers"),
        after.getBytes("value"),
        after.getString("created_at"));
  }

  /** The row that a query for {@link #COLUMNS} stands at. */
  static Row of(ResultSet rows) throws SQLException {
    return new Row(
        rows.getLong(1),
        rows.getString(2),
        rows.getString(3),
        rows.getString(4),
        rows.getString(5),
        rows.getBytes(6),
        rows.getString(7));
  }

  /** What is sent; empty when the headers are not an object of plain values. */
  Optional<ProducerRecord<byte[], byte[]>> record() {
    var record = new ProducerRecord<>(topic, utf8(key), value);
    record.headers().add(Headers.MESSAGE_ID, utf8(messageId));
    return addHeaders(record) ? Optional.of(record) : Optional.empty();
  }

  /** Read as they go: a tree of each row's headers would cost as much as the sending. */
  private boolean addHeaders(ProducerRecord<?, ?> record) {
    try (JsonParser json = Json.mapper().createParser(headers)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        JsonToken value = json.nextToken();
        if (value.isStructStart()) {
          return false;
        }
        record.headers().add(name, utf8(value == JsonToken.VALUE_NULL ? "" : json.getString()));
      }
      return true;
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
