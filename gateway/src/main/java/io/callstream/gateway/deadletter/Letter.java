package io.callstream.gateway.deadletter;

import io.callstream.contracts.Json;
import io.callstream.contracts.Topics;
import io.callstream.runtime.kafka.DeadLetterHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads a record of a dead-letter topic: what its headers say of it, and what are its own. */
record Letter(ConsumerRecord<byte[], byte[]> message) {

  private static final String OURS = "kafka_dlt-";
  private static final int TEXT_MAX = 4_000;
  private static final int REASON_MAX = 300;

  /** The topic it stood on; what no header says, the dead-letter topic's own name does. */
  String topic() {
    var suffix = Topics.deadLetters("");
    var here = message.topic();
    return here.endsWith(suffix) ? here.substring(0, here.length() - suffix.length()) : here;
  }

  String reason() {
    var said = text(DeadLetterHeaders.MESSAGE);
    var reason = said == null || said.isBlank() ? exception() : said;
    return reason == null ? "not said" : cut(reason, REASON_MAX);
  }

  @Nullable String exception() {
    return text(DeadLetterHeaders.EXCEPTION);
  }

  @Nullable String cause() {
    return text(DeadLetterHeaders.CAUSE);
  }

  @Nullable String place() {
    return text(DeadLetterHeaders.STACKTRACE);
  }

  @Nullable String givenUpBy() {
    return text(DeadLetterHeaders.GROUP);
  }

  /** Null when it never stood on its topic. */
  @Nullable Integer originalPartition() {
    var header = message.headers().lastHeader(DeadLetterHeaders.PARTITION);
    return header == null || header.value().length != Integer.BYTES
        ? null
        : notNegative(ByteBuffer.wrap(header.value()).getInt());
  }

  /** Null when it never stood on its topic. */
  @Nullable Long originalOffset() {
    var header = message.headers().lastHeader(DeadLetterHeaders.OFFSET);
    if (header == null || header.value().length != Long.BYTES) {
      return null;
    }
    long offset = ByteBuffer.wrap(header.value()).getLong();
    return offset < 0 ? null : offset;
  }

  /** Its own headers, without those that tell how it died: {@code [[name, base64], …]}. */
  String ownHeaders() {
    var own = JsonNodeFactory.instance.arrayNode();
    for (Header header : message.headers()) {
      if (!header.key().startsWith(OURS)) {
        var value = header.value() == null ? new byte[0] : header.value();
        own.addArray()
            .add(header.key().replace('\0', '\uFFFD'))
            .add(Base64.getEncoder().encodeToString(value));
      }
    }
    return Json.mapper().writeValueAsString(own);
  }

  int bytes() {
    return message.value() == null ? 0 : message.value().length;
  }

  private static @Nullable Integer notNegative(int number) {
    return number < 0 ? null : number;
  }

  private @Nullable String text(String header) {
    var found = message.headers().lastHeader(header);
    return found == null || found.value() == null
        ? null
        : cut(new String(found.value(), StandardCharsets.UTF_8).replace('\0', '\uFFFD'), TEXT_MAX);
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
