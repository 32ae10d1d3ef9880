package io.callstream.outbox;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows that Kafka refuses for good, in {@code outbox.dead}; one leader's hold on them. */
final class DeadRows {

  private static final Logger log = LoggerFactory.getLogger(DeadRows.class);

  /** So many are no single row's fault, but everybody's: somebody must look first. */
  static final int AT_MOST = 1_000;

  private final JdbcClient session;
  private final long epoch;
  private final RelayMetrics metrics;
  private final Set<Long> ids;

  private DeadRows(JdbcClient session, long epoch, RelayMetrics metrics, Set<Long> ids) {
    this.session = session;
    this.epoch = epoch;
    this.metrics = metrics;
    this.ids = ids;
  }

  /** Knows those of all leaders before. */
  static DeadRows read(JdbcClient session, long epoch, RelayMetrics metrics) {
    var ids = new HashSet<>(session.sql("select id from outbox.dead").query(Long.class).list());
    metrics.dead(ids.size());
    return new DeadRows(session, epoch, metrics, ids);
  }

  /** The rows that are not dead, in their order. */
  List<Row> without(List<Row> rows) {
    return ids.isEmpty() ? rows : rows.stream().filter(row -> !ids.contains(row.id())).toList();
  }

  /**
   * Keeps the rows there, while the epoch is still ours: they are not sent from then on, by nobody.
   *
   * @throws LostLeadership when it is not
   * @throws IllegalStateException when {@link #AT_MOST} are there
   */
  void bury(Refused refused) {
    for (Row row : refused.rows()) {
      if (ids.size() >= AT_MOST) {
        throw new IllegalStateException(
            "outbox.dead is full and Kafka refuses message %s: %s"
                .formatted(row.messageId(), refused.reason()));
      }
      bury(row, refused.reason());
      ids.add(row.id());
      metrics.died(ids.size());
      log.error(
          "Kafka refuses message {} for {} (key {}) for good; it lies in outbox.dead, id {}: {}",
          row.messageId(),
          row.topic(),
          row.key(),
          row.id(),
          refused.reason());
    }
  }

  private void bury(Row row, String reason) {
    int buried =
        session
            .sql(
                """
                insert into outbox.dead
                       (id, message_id, topic, key, headers, value, appended_at, reason)
                select :id, :message_id::uuid, :topic, :key, :headers::jsonb, :value,
                       :appended_at::timestamptz, :reason
                  from outbox.relay r where r.epoch = :epoch for share
                on conflict (id) do update set reason = excluded.reason
                """)
            .param("id", row.id())
            .param("message_id", row.messageId())
            .param("topic", row.topic())
            .param("key", row.key())
            .param("headers", row.headers())
            .param("value", row.value())
            .param("appended_at", row.appendedAt())
            .param("reason", reason)
            .param("epoch", epoch)
            .update();
    if (buried != 1) {
      throw new LostLeadership("a dead row was refused: another leader has begun");
    }
  }

  /** Tells how many are there now; somebody may have taken some away. */
  void tell() {
    metrics.dead(session.sql("select count(*) from outbox.dead").query(Integer.class).single());
  }
}
