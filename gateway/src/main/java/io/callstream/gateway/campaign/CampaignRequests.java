package io.callstream.gateway.campaign;

import io.callstream.gateway.database.Neighbours;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The requests of a cancelled campaign that have not ended, by what the dispatcher says of them.
 */
@Component
final class CampaignRequests {

  private static final String STATES = "dispatch.request_states(uuid[])";

  private static final String WAITING = "waiting";
  private static final Set<String> GOING_ON = Set.of("dialling", "unknown", "live");

  private final JdbcClient jdbc;

  CampaignRequests(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A request and the call of it that waits. */
  record Undialled(UUID requestId, UUID callId) {}

  /**
   * A page of requests that were not known to have ended, in the order of their ids.
   *
   * @param undialled those that have no dial under way, nor will have one; locked
   * @param goingOn those whose call goes on, or may
   * @param last id of the page; null when it is the last page
   */
  record Page(List<Undialled> undialled, List<UUID> goingOn, @Nullable UUID last) {}

  private record Known(UUID callId, String state) {}

  /** The page after an id; the campaign's lock has been taken since it was cancelled. */
  Page page(UUID campaignId, UUID after, int limit) {
    var ids =
        jdbc.sql(
                """
                select request_id from gateway.requests
                 where campaign_id = :id and ended_at is null and withdrawn_at is null
                   and request_id > :after
                 order by request_id limit :limit for update
                """)
            .param("id", campaignId)
            .param("after", after)
            .param("limit", limit)
            .query((row, _) -> row.getObject("request_id", UUID.class))
            .list();
    var known = states(ids);
    var undialled =
        ids.stream()
            .map(id -> Map.entry(id, known.getOrDefault(id, new Known(id, WAITING))))
            .filter(request -> request.getValue().state().equals(WAITING))
            .map(request -> new Undialled(request.getKey(), request.getValue().callId()))
            .toList();
    var goingOn =
        ids.stream()
            .filter(id -> GOING_ON.contains(known.getOrDefault(id, new Known(id, WAITING)).state()))
            .toList();
    return new Page(undialled, goingOn, ids.size() < limit ? null : ids.getLast());
  }

  private Map<UUID, Known> states(List<UUID> ids) {
    var found = new HashMap<UUID, Known>();
    if (jdbc.sql(Neighbours.IS_THERE).param("function", STATES).query(Boolean.class).single()) {
      jdbc.sql("select request_id, call_id, state from dispatch.request_states(:ids)")
          .param("ids", Neighbours.array(ids))
          .query(row -> {
            found.put(
                row.getObject("request_id", UUID.class),
                new Known(row.getObject("call_id", UUID.class), row.getString("state")));
          });
    }
    return found;
  }

  /** Wants their calls stopped; their rows are locked. */
  void askStops(List<UUID> requestIds, String apiKeyId) {
    jdbc.sql(
            """
            update gateway.requests set stop_asked_at = clock_timestamp(), cancelled_by = :by
             where request_id = any (:ids) and stop_asked_at is null
            """)
        .param("ids", Neighbours.array(requestIds))
        .param("by", apiKeyId)
        .update();
  }
}
