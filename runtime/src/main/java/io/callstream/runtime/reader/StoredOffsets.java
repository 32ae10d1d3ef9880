package io.callstream.runtime.reader;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * The table {@code <schema>.offsets}. A row changes only from a value that its changer has read.
 */
final class StoredOffsets {

  private static final Comparator<Move> IN_ORDER =
      Comparator.<Move, String>comparing(m -> m.partition().topic())
          .thenComparingInt(m -> m.partition().partition());

  private final JdbcClient database;
  private final String table;

  StoredOffsets(JdbcClient database, String schema) {
    this.database = database;
    this.table = schema + ".offsets";
  }

  /** An offset that is to move from what its owner has read. */
  record Move(TopicPartition partition, StoredOffset from, StoredOffset to) {}

  /** The rows there are; a partition never read before has none. */
  Map<TopicPartition, StoredOffset> read(Collection<TopicPartition> partitions) {
    Map<TopicPartition, StoredOffset> found = new HashMap<>();
    database
        .sql(
            """
            select topic, partition, topic_id, next_offset from %s
             where (topic, partition) in (select * from unnest(:topics::text[], :partitions::int[]))
            """
                .formatted(table))
        .param("topics", array("text", partitions, TopicPartition::topic))
        .param("partitions", array("int4", partitions, TopicPartition::partition))
        .query(row -> {
          found.put(
              new TopicPartition(row.getString(1), row.getInt(2)),
              new StoredOffset(row.getObject(3, java.util.UUID.class), row.getLong(4)));
        });
    return found;
  }

  /** Writes a first row for each partition that has none; who comes second changes nothing. */
  void insertMissing(Map<TopicPartition, StoredOffset> first) {
    List<Map.Entry<TopicPartition, StoredOffset>> rows = List.copyOf(first.entrySet());
    database
        .sql(
            """
            insert into %s (topic, partition, topic_id, next_offset)
            select * from unnest(:topics::text[], :partitions::int[], :ids::uuid[], :offsets::bigint[])
            on conflict do nothing
            """
                .formatted(table))
        .param("topics", array("text", rows, r -> r.getKey().topic()))
        .param("partitions", array("int4", rows, r -> r.getKey().partition()))
        .param("ids", array("uuid", rows, r -> r.getValue().topicId()))
        .param("offsets", array("int8", rows, r -> r.getValue().next()))
        .update();
  }

  /**
   * Moves the offsets by compare-and-set, locking rows in (topic, partition) order.
   *
   * @throws StaleOffset when a row is no longer what its owner has read: another owner was at work.
   *     The transaction must be rolled back.
   */
  void move(Collection<Move> moves) {
    List<Move> sorted = moves.stream().sorted(IN_ORDER).toList();
    int moved =
        database
            .sql(
                """
                with own as (
                  select o.topic, o.partition, m.to_id, m.to_offset
                    from unnest(:topics::text[], :partitions::int[], :from_ids::uuid[],
                                :from_offsets::bigint[], :to_ids::uuid[], :to_offsets::bigint[])
                         as m (topic, partition, from_id, from_offset, to_id, to_offset)
                    join %1$s o using (topic, partition)
                   where o.topic_id = m.from_id and o.next_offset = m.from_offset
                   order by o.topic, o.partition
                     for update of o)
                update %1$s o set topic_id = own.to_id, next_offset = own.to_offset
                  from own where o.topic = own.topic and o.partition = own.partition
                """
                    .formatted(table))
            .param("topics", array("text", sorted, m -> m.partition().topic()))
            .param("partitions", array("int4", sorted, m -> m.partition().partition()))
            .param("from_ids", array("uuid", sorted, m -> m.from().topicId()))
            .param("from_offsets", array("int8", sorted, m -> m.from().next()))
            .param("to_ids", array("uuid", sorted, m -> m.to().topicId()))
            .param("to_offsets", array("int8", sorted, m -> m.to().next()))
            .update();
    if (moved != sorted.size()) {
      throw new StaleOffset();
    }
  }

  private static <T> SqlArrayValue array(
      String type, Collection<T> rows, Function<T, Object> column) {
    return new SqlArrayValue(type, rows.stream().map(column).toArray());
  }
}
