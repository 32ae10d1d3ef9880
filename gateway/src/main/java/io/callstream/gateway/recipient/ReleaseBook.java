package io.callstream.gateway.recipient;

import io.callstream.contracts.Json;
import io.callstream.gateway.database.Neighbours;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.node.ObjectNode;

/** Which recipients are released next. */
@Component
final class ReleaseBook {

  private static final int CHUNK = 500;

  /** So many that could be dialled soon wait at the dispatcher, or are on their way there. */
  private static final int AHEAD = 1_000;

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
   * Whether few people of a campaign wait that could be dialled soon. Those whom their own rules
   * hold for longer (it is night where they live) do not count: others may be called meanwhile.
   */
  boolean runsShort(UUID campaignId) {
    return Neighbours.ask(() -> ahead(campaignId), (long) AHEAD) < AHEAD;
  }

  private long ahead(UUID campaignId) {
    return jdbc.sql(
            """
            select coalesce((select sum(n) from gateway.releases where campaign_id = :id), 0)
                   - coalesce(sum(n) filter (where category <> 'waiting' or hold in
                       ('outside_window', 'gap', 'daily_cap', 'retry_wait', 'suppressed', 'scheduled')), 0)
              from dispatch.api_tallies where campaign_id = :id
            """)
        .param("id", campaignId)
        .query(Long.class)
        .single();
  }

  /** Locks the next chunk, without waiting for those that another gateway releases. */
  List<Next> lockNext(UUID campaignId) {
    return jdbc.sql(
            """
            select request_id, to_number, place, external_id, timezone, variables::text as variables, metadata::text as metadata
              from gateway.recipients
             where campaign_id = :id and released_at is null
             order by place limit :chunk for update skip locked
            """)
        .param("id", campaignId)
        .param("chunk", CHUNK)
        .query(ReleaseBook::next)
        .list();
  }

  static boolean isFull(Collection<Next> chunk) {
    return chunk.size() == CHUNK;
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
