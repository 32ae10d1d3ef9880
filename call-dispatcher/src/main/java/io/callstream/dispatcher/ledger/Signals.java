package io.callstream.dispatcher.ledger;

import io.callstream.contracts.DispatchSignal;
import io.callstream.contracts.Json;
import io.callstream.contracts.Topics;
import io.callstream.outbox.Outbox;
import io.callstream.outbox.OutboxMessage;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the dispatcher says on {@link Topics#DISPATCH_SIGNALS}, and what it remembers of it. */
public final class Signals {

  private final JdbcClient database;
  private final Outbox outbox;
  private final Supplier<UUID> ids;

  /**
   * @param ids of messages; random, since a restored ledger must not say a lost message's id again
   *     and so hide that it was lost (MECHANISMS.md D)
   */
  public Signals(JdbcClient database, Outbox outbox, Supplier<UUID> ids) {
    this.database = database;
    this.outbox = outbox;
    this.ids = ids;
  }

  /**
   * Says it in the caller's transaction, which holds the row lock of the key.
   *
   * @throws io.callstream.outbox.TooLarge when the outbox refuses its size; nothing was said
   */
  public void say(String key, DispatchSignal signal) {
    say(Map.of(key, signal));
  }

  /** Says one of each key, as above. */
  void say(Map<String, DispatchSignal> ofKeys) {
    var messages =
        ofKeys.entrySet().stream()
            .map(said ->
                new OutboxMessage(
                    ids.get(), Topics.DISPATCH_SIGNALS, said.getKey(), Json.bytes(said.getValue())))
            .toList();
    outbox.append(messages);
    database
        .sql("insert into dispatch.signals (message_id) select unnest(:ids::uuid[])")
        .param("ids", SqlIds.array(messages.stream().map(OutboxMessage::id).toList()))
        .update();
  }

  /** Those of the messages that this ledger never said. */
  public Set<UUID> neverSaid(Collection<UUID> messages) {
    var unknown = new HashSet<>(messages);
    unknown.removeAll(
        database
            .sql("select message_id from dispatch.signals where message_id = any (:ids)")
            .param("ids", SqlIds.array(messages))
            .query(SqlIds::first)
            .list());
    return unknown;
  }

  /** Forgets what the topic has long forgotten: it keeps 30 days, and what lies in one segment. */
  public void forgetOld() {
    database
        .sql("delete from dispatch.signals where said_at < now() - interval '60 days'")
        .update();
  }
}
