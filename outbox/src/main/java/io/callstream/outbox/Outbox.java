package io.callstream.outbox;

import io.callstream.contracts.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Where a state change leaves its messages, to be published when and only when it commits. */
public final class Outbox {

  /** The largest value of a message, in bytes. */
  public static final int MAX_VALUE_BYTES = 512 * 1024;

  private static final int STATEMENT_BYTES = 4 * 1024 * 1024;

  private static final String INSERT =
      """
      insert into outbox.messages (message_id, topic, key, headers, value)
      select id, topic, key, headers::jsonb, value
        from (select generate_series(1, :count) as place, unnest(:ids::uuid[]) as id,
                     unnest(:topics::text[]) as topic, unnest(:keys::text[]) as key,
                     unnest(:headers::text[]) as headers, unnest(:values::bytea[]) as value) as m
       order by place
      """;

  private final JdbcClient database;

  /**
   * Appends through this client.
   *
   * @param database on the pool whose transactions change the state
   */
  public Outbox(JdbcClient database) {
    this.database = database;
  }

  /**
   * Appends the messages, in this order, to the transaction of the caller, who holds the row lock
   * of each key: only so do ids rise per key in commit order (MECHANISMS.md E5).
   *
   * @throws TooLarge when a value has more than {@link #MAX_VALUE_BYTES}; nothing was appended then
   * @throws IllegalStateException outside a transaction
   */
  public void append(List<OutboxMessage> messages) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("appending needs the transaction of the state change");
    }
    for (OutboxMessage message : messages) {
      if (message.value().length > MAX_VALUE_BYTES) {
        throw new TooLarge(message);
      }
    }
    statements(messages).forEach(this::insert);
  }

  private void insert(List<OutboxMessage> messages) {
    database
        .sql(INSERT)
        .param("count", messages.size())
        .param("ids", new SqlArrayValue("uuid", messages.stream().map(OutboxMessage::id).toArray()))
        .param("topics", texts(messages, OutboxMessage::topic))
        .param("keys", texts(messages, OutboxMessage::key))
        .param("headers", texts(messages, m -> Json.mapper().writeValueAsString(m.headers())))
        .param(
            "values",
            new SqlArrayValue(
                "bytea",
                (Object[]) messages.stream().map(OutboxMessage::value).toArray(byte[][]::new)))
        .update();
  }

  /** Cuts a long list where a statement would carry too much at a time. */
  private static List<List<OutboxMessage>> statements(List<OutboxMessage> messages) {
    List<List<OutboxMessage>> statements = new ArrayList<>();
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < messages.size(); i++) {
      bytes += messages.get(i).value().length;
      if (bytes >= STATEMENT_BYTES || i == messages.size() - 1) {
        statements.add(messages.subList(from, i + 1));
        from = i + 1;
        bytes = 0;
      }
    }
    return statements;
  }

  /** Of strings, not of objects: the driver sends only the former as they are. */
  private static SqlArrayValue texts(
      List<OutboxMessage> messages, Function<OutboxMessage, String> part) {
    return new SqlArrayValue("text", (Object[]) messages.stream().map(part).toArray(String[]::new));
  }
}
