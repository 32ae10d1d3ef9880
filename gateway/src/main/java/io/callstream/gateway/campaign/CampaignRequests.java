package io.callstream.gateway.campaign;

import io.callstream.gateway.database.Neighbours;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The requests of a cancelled campaign that have not ended, by what the dispatcher says of them.
 */
@Component
final class CampaignRequests {

  private static final String REQUEST_STATE = "dispatch.request_state(uuid)";

  private final JdbcClient jdbc;

  CampaignRequests(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A request and the call of it that waits. */
  record Undialled(UUID requestId, UUID callId) {}

  /** Locks requests that have no dial under way, nor will have one. */
  List<Undialled> lockUndialled(UUID campaignId, int limit) {
    if (!jdbc.sql(Neighbours.IS_THERE)
        .param("function", REQUEST_STATE)
        .query(Boolean.class)
        .single()) {
      return List.of();
    }
    return jdbc.sql(
            """
            select r.request_id, coalesce(s.call_id, r.request_id) as call_id
              from gateway.requests r
              left join lateral dispatch.request_state(r.request_id) s on true
             where r.campaign_id = :id and r.ended_at is null and r.withdrawn_at is null
               and (s.state is null or s.state = 'waiting')
             limit :limit for update of r skip locked
            """)
        .param("id", campaignId)
        .param("limit", limit)
        .query((row, n) ->
            new Undialled(
                row.getObject("request_id", UUID.class), row.getObject("call_id", UUID.class)))
        .list();
  }

  /** Wants the calls stopped that go on, or may. */
  void askStops(UUID campaignId, String apiKeyId) {
    Neighbours.ask(
        () ->
            jdbc.sql(
                    """
                    update gateway.requests r
                       set stop_asked_at = clock_timestamp(), cancelled_by = :by
                     where r.campaign_id = :id and r.ended_at is null and r.withdrawn_at is null
                       and r.stop_asked_at is null
                       and exists (select from dispatch.request_state(r.request_id) s
                                    where s.state in ('dialling', 'unknown', 'live'))
                    """)
                .param("id", campaignId)
                .param("by", apiKeyId)
                .update(),
        0);
  }
}
