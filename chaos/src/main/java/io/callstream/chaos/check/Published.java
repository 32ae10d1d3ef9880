package io.callstream.chaos.check;

import io.callstream.contracts.Headers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** What the outbox holds beside what its topics hold. */
final class Published {

  /** Written a moment ago and on its way: the relay beats for ever. */
  private static final String SETTLED =
      "select message_id, topic, id from outbox.messages where created_at < now() - interval '10 s'"
          + " order by id";

  /** Only a call's messages are appended under a lock of their key; heartbeats are not. */
  private static final Pattern CALL = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final Map<String, Message> messages = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final Map<String, Long> newest = new HashMap<>();
  private final Claim there = Claim.atRest("every message of the outbox lies on its topic");
  private final Claim inOrder =
      Claim.always("the messages of a call first come in the order of their commits");

  record Message(String topic, long id) {}

  Published(Map<String, Message> messages) {
    this.messages.putAll(messages);
  }

  /** To be read before the topics. */
  static Published read(Connection database) throws SQLException {
    Map<String, Message> messages = new HashMap<>();
    try (Statement sql = database.createStatement();
        ResultSet rows = sql.executeQuery(SETTLED)) {
      while (rows.next()) {
        // A message that was appended again has its first place.
        messages.putIfAbsent(rows.getString(1), new Message(rows.getString(2), rows.getLong(3)));
      }
    }
    return new Published(messages);
  }

  void add(ConsumerRecord<String, byte[]> record) {
    @Nullable Header header = record.headers().lastHeader(Headers.MESSAGE_ID);
    String id = header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    Message message = messages.get(id);
    if (message != null && message.topic().equals(record.topic()) && seen.add(id)) {
      first(record, message);
    }
  }

  private void first(ConsumerRecord<String, byte[]> record, Message message) {
    if (CALL.matcher(String.valueOf(record.key())).matches()) {
      Long before = newest.put(record.topic() + " " + record.key(), message.id());
      inOrder.unless(
          before == null || before < message.id(),
          () -> "%s %s: %d after %d".formatted(record.topic(), record.key(), message.id(), before));
    }
  }

  /**
   * What was found.
   *
   * @param calls each of which has messages
   */
  List<Claim> claims(long calls) {
    messages.forEach((id, message) ->
        there.unless(seen.contains(id), () -> "%s %s is not there".formatted(message, id)));
    return List.of(there.atLeast(calls), inOrder.atLeast(calls));
  }
}
