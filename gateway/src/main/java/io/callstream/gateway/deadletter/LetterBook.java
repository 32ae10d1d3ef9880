package io.callstream.gateway.deadletter;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The table {@code gateway.dead_letters}. */
@Component
public class LetterBook {

  /** More of a payload is not shown; it is all there when it is sent again. */
  private static final int SHOWN_BYTES = 1024 * 1024;

  private static final String ITEM =
      """
      id, topic, original_partition, original_offset, given_up_by, reason, exception, cause, dead_at,
      bytes, state, note, decided_at, decided_by,
      case when key is null then null else encode(key, 'escape') end as key
      """;

  // A null in a parameter leaves its condition out.
  private static final String CHOSEN =
      """
       id <= :last and state = 'open' and (cardinality(:ids::bigint[]) = 0 or id = any (:ids::bigint[]))
         and (:topic::text is null or topic = :topic::text)
         and (:reason::text is null or reason = :reason::text)
      """;

  /** Deleted by one statement. */
  private static final int FORGOTTEN_AT_ONCE = 1_000;

  private final JdbcClient jdbc;

  LetterBook(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** How many are open, by topic and reason, the most first. */
  public List<ObjectNode> summary() {
    return jdbc.sql(
            """
            select topic, reason, count(*) as count, min(dead_at) as first_at, max(dead_at) as last_at
              from gateway.dead_letters where state = 'open'
             group by topic, reason order by count(*) desc, topic, reason limit 1000
            """)
        .query(Rows::toJson)
        .list();
  }

  /** A page, newest first, of those before an id. */
  public List<ObjectNode> page(LetterFilter filter) {
    return jdbc.sql(
            "select "
                + ITEM
                + """
                  from gateway.dead_letters
                 where state = :state and (:topic::text is null or topic = :topic::text)
                   and (:reason::text is null or reason = :reason::text)
                   and id < :before
                 order by id desc limit :limit
                """)
        .param("state", filter.state())
        .param("topic", filter.topic())
        .param("reason", filter.reason())
        .param("before", filter.before())
        .param("limit", filter.limit() + 1)
        .query(Rows::toJson)
        .list();
  }

  /** One with its payload, as far as that is shown. */
  public Optional<ObjectNode> letter(long id) {
    return jdbc.sql(
            "select "
                + ITEM
                + """
                  , place, headers, substring(value from 1 for :shown) as payload
                  from gateway.dead_letters where id = :id
                """)
        .param("id", id)
        .param("shown", SHOWN_BYTES)
        .query(Rows::toJson)
        .optional();
  }

  /** The newest id there is; 0 when there is none. */
  long last() {
    return jdbc.sql("select coalesce(max(id), 0) from gateway.dead_letters")
        .query(Long.class)
        .single();
  }

  /** How many of the chosen are open and no newer than that. */
  long count(Selection chosen, long last) {
    return chosen("select count(*) from gateway.dead_letters where" + CHOSEN, chosen)
        .param("last", last)
        .query(Long.class)
        .single();
  }

  /**
   * Locks some of the chosen, oldest first, that nobody else has at hand; to be used in a
   * transaction.
   *
   * @return how many bytes each has, by its id, in order
   */
  List<Map.Entry<Long, Integer>> lock(Selection chosen, long last, int limit) {
    return chosen(
            "select id, bytes from gateway.dead_letters where"
                + CHOSEN
                + " order by id limit :limit for update skip locked",
            chosen)
        .param("last", last)
        .param("limit", limit)
        .query((row, _) -> Map.entry(row.getLong("id"), row.getInt("bytes")))
        .list();
  }

  /** The record as it was, for its own topic. */
  ProducerRecord<byte[], byte[]> original(long id) {
    return jdbc.sql("select topic, key, value, headers from gateway.dead_letters where id = :id")
        .param("id", id)
        .query((row, _) ->
            new ProducerRecord<byte[], byte[]>(
                row.getString("topic"),
                null,
                row.getBytes("key"),
                row.getBytes("value"),
                headers(Rows.document(row.getString("headers")))))
        .single();
  }

  /** Marks letters that are locked. */
  int decide(List<Long> ids, String state, @Nullable String note, String by) {
    return jdbc.sql(
            """
            update gateway.dead_letters
               set state = :state, note = :note, decided_at = now(), decided_by = :by
             where id = any (:ids::bigint[]) and state = 'open'
            """)
        .param("state", state)
        .param("note", note)
        .param("by", by)
        .param("ids", new SqlArrayValue("int8", ids.toArray()))
        .update();
  }

  /**
   * Forgets some of what was decided 30 days ago: by then its topic has forgotten it, too.
   *
   * @return whether there may be more
   */
  boolean forgetDecided() {
    return jdbc.sql(
                """
                delete from gateway.dead_letters where id in (
                  select id from gateway.dead_letters
                   where decided_at < (select clock_timestamp()) - interval '30 days'
                   order by decided_at limit :limit for update skip locked)
                """)
            .param("limit", FORGOTTEN_AT_ONCE)
            .update()
        == FORGOTTEN_AT_ONCE;
  }

  private JdbcClient.StatementSpec chosen(String sql, Selection chosen) {
    return jdbc.sql(sql)
        .param("ids", new SqlArrayValue("int8", chosen.ids().toArray()))
        .param("topic", chosen.topic())
        .param("reason", chosen.reason());
  }

  private static RecordHeaders headers(JsonNode stored) {
    var headers = new RecordHeaders();
    stored.forEach(header ->
        headers.add(
            header.path(0).stringValue(),
            Base64.getDecoder().decode(header.path(1).stringValue())));
    return headers;
  }
}
