package io.callstream.outbox;

import io.callstream.contracts.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Where a state change leaves its messages, to be published when and only when it commits. */
public final class Outbox {

  /** The largest value of a message, in bytes. */
  public static final int MAX_VALUE_BYTES = 512 * 1024;

  static final int STATEMENT_BYTES = 4 * 1024 * 1024;

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
    requireTransaction();
    messages.forEach(Outbox::requireFits);
    inSlices(messages.stream(), this::insert);
  }

  /**
   * Appends the messages as {@link #append(List)} does, making each as it comes to it: together
   * they may be larger than the heap has room for.
   *
   * @throws TooLarge as there, but those before may have been appended: the transaction has failed
   * @throws IllegalStateException outside a transaction
   */
  public void append(Stream<OutboxMessage> messages) {
    requireTransaction();
    inSlices(messages.peek(Outbox::requireFits), this::insert);
  }

  private static void requireTransaction() {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("appending needs the transaction of the state change");
    }
  }

  private static void requireFits(OutboxMessage message) {
    if (message.value().length > MAX_VALUE_BYTES) {
      throw new TooLarge(message);
    }
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

  /** A statement is not to carry too much at a time. */
  static void inSlices(Stream<OutboxMessage> messages, Consumer<List<OutboxMessage>> taker) {
    var slice = new ArrayList<OutboxMessage>();
    long bytes = 0;
    for (var each = messages.iterator(); each.hasNext(); ) {
      var message = each.next();
      slice.add(message);
      bytes += message.value().length;
      if (bytes >= STATEMENT_BYTES) {
        taker.accept(List.copyOf(slice));
        slice.clear();
        bytes = 0;
      }
    }
    if (!slice.isEmpty()) {
      taker.accept(List.copyOf(slice));
    }
  }

  /** Of strings, not of objects: the driver sends only the former as they are. */
  private static SqlArrayValue texts(
      List<OutboxMessage> messages, Function<OutboxMessage, String> part) {
    return new SqlArrayValue("text", (Object[]) messages.stream().map(part).toArray(String[]::new));
  }
}
