package io.callstream.projector.rebuild;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** How far the rebuild has read of what the projectors have. */
final class ReadSoFar {

  // A topic that was made anew begins again.
  private static final String MISSING =
      """
      select o.topic, o.partition, coalesce(r.next_offset, 0) as first, o.next_offset as next
        from calls.offsets o
        left join calls.rebuilt_offsets r
          on r.topic = o.topic and r.partition = o.partition and r.topic_id = o.topic_id
       where o.next_offset > coalesce(r.next_offset, 0)
      """;

  private static final String MOVE =
      """
      insert into calls.rebuilt_offsets as r (topic, partition, topic_id, next_offset)
      select o.topic, o.partition, o.topic_id, u.next_offset
        from unnest(:topics::text[], :partitions::int[], :offsets::bigint[])
             as u (topic, partition, next_offset)
        join calls.offsets o using (topic, partition)
      on conflict (topic, partition) do update
         set topic_id = excluded.topic_id, next_offset = excluded.next_offset
      """;

  private final JdbcClient database;

  ReadSoFar(JdbcClient database) {
    this.database = database;
  }

  /**
   * A part of a partition.
   *
   * @param first offset, inclusive
   * @param next offset, exclusive
   */
  record Span(long first, long next) {}

  /** What the projectors have read and the rebuild has not. */
  Map<TopicPartition, Span> missing() {
    var missing = new HashMap<TopicPartition, Span>();
    database
        .sql(MISSING)
        .query(row -> {
          missing.put(
              new TopicPartition(row.getString("topic"), row.getInt("partition")),
              new Span(row.getLong("first"), row.getLong("next")));
        });
    return missing;
  }

  /** Says up to where it has read now, in the caller's transaction. */
  void move(Map<TopicPartition, Long> next) {
    var moves = List.copyOf(next.entrySet());
    database
        .sql(MOVE)
        .param("topics", array("text", moves, m -> m.getKey().topic()))
        .param("partitions", array("int4", moves, m -> m.getKey().partition()))
        .param("offsets", array("int8", moves, Map.Entry::getValue))
        .update();
  }

  private static SqlArrayValue array(
      String type,
      List<Map.Entry<TopicPartition, Long>> moves,
      Function<Map.Entry<TopicPartition, Long>, Object> part) {
    return new SqlArrayValue(type, moves.stream().map(part).toArray());
  }
}
