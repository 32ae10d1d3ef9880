package io.callstream.gateway.recipient;

import io.callstream.contracts.Json;
import io.callstream.gateway.database.Neighbours;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.node.ObjectNode;

/** Which recipients are released next. */
@Component
final class ReleaseBook {

  private static final int CHUNK = 500;

  /** Of a chunk's own variables: all of it is in memory, several times over. */
  private static final int CHUNK_BYTES = 4_000_000;

  /** So many that could be dialled soon wait at the dispatcher, or are on their way there. */
  private static final int AHEAD = 1_000;

  private static final int WOKEN_AT_ONCE = 5_000;

  /** So many who were never dialled may wait there for a time of their own. */
  private static final int HELD = 50_000;

  private static final List<String> LATER =
      List.of("outside_window", "gap", "daily_cap", "retry_wait", "scheduled");

  private static final TypeReference<Map<String, String>> STRINGS = new TypeReference<>() {};

  private final JdbcClient jdbc;

  ReleaseBook(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A recipient whose turn it is. */
  record Next(
      UUID requestId,
      String toNumber,
      long place,
      @Nullable String externalId,
      @Nullable String timezone,
      Map<String, String> variables,
      @Nullable ObjectNode metadata) {}

  /**
   * Whether few people of a campaign wait that could be dialled soon. Those whom a rule of their
   * own holds for longer do not count, up to a limit: others may be called meanwhile.
   */
  boolean runsShort(UUID campaignId) {
    var none = new Ahead(AHEAD, 0);
    var ahead = Neighbours.ask(() -> ahead(campaignId), none);
    return ahead.near() < AHEAD && ahead.held() < HELD;
  }

  private Ahead ahead(UUID campaignId) {
    return jdbc.sql(
            """
            select coalesce((select sum(n) from gateway.releases where campaign_id = :id), 0)
                   - coalesce(sum(n) filter (where category <> 'waiting' or hold in (:later)), 0) as near,
                   coalesce(sum(n) filter (
                     where category = 'waiting' and hold in (:later) and hold <> 'retry_wait'), 0) as held
              from dispatch.api_tallies where campaign_id = :id
            """)
        .param("id", campaignId)
        .param("later", LATER)
        .query((row, _) -> new Ahead(row.getLong("near"), row.getLong("held")))
        .single();
  }

  /** After a change of the rules, those who were put off under the old ones are looked at again. */
  void lookAgainIfRulesChanged(UUID campaignId) {
    boolean changed =
        jdbc.sql("select look_again from gateway.campaigns where campaign_id = :id")
            .param("id", campaignId)
            .query(Boolean.class)
            .single();
    if (changed && wakeSome(campaignId) < WOKEN_AT_ONCE) {
      jdbc.sql("update gateway.campaigns set look_again = false where campaign_id = :id")
          .param("id", campaignId)
          .update();
    }
  }

  private int wakeSome(UUID campaignId) {
    return jdbc.sql(
            """
            update gateway.recipients set look_at = '-infinity'
             where campaign_id = :id and place in (
               select place from gateway.recipients
                where campaign_id = :id and released_at is null and look_at > (select clock_timestamp())
                order by look_at, place limit :chunk for update skip locked)
            """)
        .param("id", campaignId)
        .param("chunk", WOKEN_AT_ONCE)
        .update();
  }

  /** They are looked at again at a time of their own. */
  void postpone(UUID campaignId, Map<Long, Instant> until) {
    if (until.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            update gateway.recipients r set look_at = u.at
              from unnest(:places::bigint[], :ats::timestamptz[]) u (place, at)
             where r.campaign_id = :id and r.place = u.place
            """)
        .param("places", new SqlArrayValue("bigint", until.keySet().toArray()))
        .param(
            "ats",
            new SqlArrayValue(
                "timestamptz",
                until.values().stream().map(at -> at.atOffset(ZoneOffset.UTC)).toArray()))
        .param("id", campaignId)
        .update();
  }

  /**
   * Who is at the dispatcher, or on the way there.
   *
   * @param near could be dialled soon
   * @param held by a rule of their own
   */
  private record Ahead(long near, long held) {}

  /**
   * Some people, locked.
   *
   * @param more whether others may be due
   */
  record Chunk(List<Next> people, boolean more) {}

  /** Locks the next chunk, without waiting for those that another gateway releases. */
  Chunk lockNext(UUID campaignId) {
    int limit = limit(campaignId);
    var people = lockNext(campaignId, limit);
    return new Chunk(people, people.size() == limit);
  }

  /** As many as are small enough together, but one at least. */
  private int limit(UUID campaignId) {
    return jdbc.sql(
            """
            select greatest(1, count(*)) from (
              select sum(bytes) over (order by look_at, place) as so_far
                from (select look_at, place, octet_length(variables::text) as bytes
                        from gateway.recipients
                       where campaign_id = :id and released_at is null
                         and look_at <= (select clock_timestamp())
                       order by look_at, place limit :chunk) next) counted
             where so_far <= :bytes
            """)
        .param("id", campaignId)
        .param("chunk", CHUNK)
        .param("bytes", CHUNK_BYTES)
        .query(Integer.class)
        .single();
  }

  private List<Next> lockNext(UUID campaignId, int limit) {
    return jdbc.sql(
            """
            select request_id, to_number, place, external_id, timezone, variables::text as variables, metadata::text as metadata
              from gateway.recipients
             where campaign_id = :id and released_at is null and look_at <= (select clock_timestamp())
             order by look_at, place limit :chunk for update skip locked
            """)
        .param("id", campaignId)
        .param("chunk", limit)
        .query(ReleaseBook::next)
        .list();
  }

  /** Notes that they were released. */
  void released(UUID campaignId, List<Next> people) {
    jdbc.sql(
            """
            update gateway.recipients set released_at = clock_timestamp()
             where campaign_id = :id and place = any (:places)
            """)
        .param("id", campaignId)
        .param("places", people.stream().mapToLong(Next::place).toArray())
        .update();
    jdbc.sql("insert into gateway.releases (campaign_id, n) values (:id, :n)")
        .param("id", campaignId)
        .param("n", people.size())
        .update();
  }

  private static Next next(ResultSet row, int number) throws SQLException {
    return new Next(
        row.getObject("request_id", UUID.class),
        row.getString("to_number"),
        row.getLong("place"),
        row.getString("external_id"),
        row.getString("timezone"),
        Json.mapper()
            .readValue(row.getString("variables").getBytes(StandardCharsets.UTF_8), STRINGS),
        metadata(row.getString("metadata")));
  }

  private static @Nullable ObjectNode metadata(@Nullable String json) {
    return json == null ? null : (ObjectNode) Json.tree(json.getBytes(StandardCharsets.UTF_8));
  }
}
