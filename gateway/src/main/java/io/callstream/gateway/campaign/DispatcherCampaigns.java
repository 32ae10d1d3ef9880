package io.callstream.gateway.campaign;

import io.callstream.gateway.database.Neighbours;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the dispatcher says of campaigns. While it is not there yet, nothing was ever dialled. */
@Component
final class DispatcherCampaigns {

  private static final String UNSETTLED = "dispatch.campaign_unsettled(uuid)";

  private final JdbcClient jdbc;

  DispatcherCampaigns(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Whether every dial of the campaign that has passed the gate is answered or has become unknown
   * (MECHANISMS.md B9); to be asked under the exclusive lock of the campaign.
   */
  boolean settled(UUID campaignId) {
    return !isThere()
        || jdbc.sql("select dispatch.campaign_unsettled(:id)")
                .param("id", campaignId)
                .query(Long.class)
                .single()
            == 0;
  }

  private boolean isThere() {
    return jdbc.sql(Neighbours.IS_THERE).param("function", UNSETTLED).query(Boolean.class).single();
  }
}
