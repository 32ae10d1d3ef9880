package io.callstream.dispatcher.gate;

import io.callstream.contracts.CampaignRules;
import io.callstream.contracts.Json;
import io.callstream.dispatcher.ledger.SqlTimes;
import io.callstream.dispatcher.rules.CampaignFacts;
import io.callstream.dispatcher.rules.CampaignGate;
import io.callstream.dispatcher.rules.Pace;
import io.callstream.dispatcher.rules.Verdict.Wait;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code dispatch.campaigns}, and what the gateway says of them. Under the budget's lock. */
final class CampaignBook {

  private final JdbcClient database;

  CampaignBook(JdbcClient database) {
    this.database = database;
  }

  /**
   * What concerns the campaign, its lock being held; empty when the gateway knows none of this id.
   * What is open, was dialled and talked is counted only for rules that limit it: of a campaign at
   * full speed that is much.
   */
  Optional<CampaignFacts> facts(UUID campaignId) {
    return database
        .sql(
            """
            select g.state, g.rules::text as rules, k.next_dial_at,
                   case when g.rules ->> 'concurrency' is null
                         and g.rules #>> '{budget,minutes}' is null then 0
                        else (select count(*) from dispatch.dials
                               where campaign_id = :id
                                 and state in ('dialling', 'unknown', 'placed')) end as open,
                   case when g.rules #>> '{budget,calls}' is null then 0
                        else coalesce((select n from dispatch.all_tallies
                               where campaign_id = :id and category = '#calls'), 0) end as calls,
                   case when g.rules #>> '{budget,minutes}' is null then 0
                        else coalesce((select n from dispatch.all_tallies
                               where campaign_id = :id and category = '#talk_ms'), 0) end as talk_ms
              from gateway.campaign_rules(array[cast(:id as uuid)]) g
              join dispatch.campaigns k on k.campaign_id = g.campaign_id
            """)
        .param("id", campaignId)
        .query(CampaignBook::read)
        .optional();
  }

  /** The whole campaign waits; its rows are left as they are. */
  void hold(UUID campaignId, Wait wait) {
    database
        .sql(
            """
            update dispatch.campaigns
               set look_at = :look, hold_code = :code, hold_text = :text, hold_until = :until
             where campaign_id = :id
            """)
        .param("look", SqlTimes.at(wait.lookAgainAt()))
        .param("code", wait.hold().code().wire())
        .param("text", wait.hold().text())
        .param("until", SqlTimes.atOrNull(wait.hold().until()), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("id", campaignId)
        .update();
  }

  /** Nothing holds the whole campaign. */
  void unhold(UUID campaignId) {
    database
        .sql(
            """
            update dispatch.campaigns set hold_code = null, hold_text = null, hold_until = null
             where campaign_id = :id and hold_code is not null
            """)
        .param("id", campaignId)
        .update();
  }

  /**
   * Dials of it were let through. It goes behind the others by its stride for each, counted from
   * where they stand: what it left idle is lent, and is no claim. They stand where it stood, or
   * where one does that could be dialled and was passed over: lanes choose some time before they
   * come to the gate, and its claim is kept.
   */
  void dialled(UUID campaignId, CampaignRules rules, int dials, Instant now) {
    var pace = rules.perSecond() == null ? null : Pace.of(rules.perSecond());
    long stride = CampaignGate.stride(rules.weight()) * dials;
    database
        .sql(
            """
            update dispatch.campaigns k
               set pass = greatest(k.pass, b.pass) + :stride,
                   next_dial_at = greatest(k.next_dial_at, :earliest) + cast(:used as interval)
              from dispatch.budget b where k.campaign_id = :id
            """)
        .param("stride", stride)
        .param("earliest", SqlTimes.at(pace == null ? now : pace.earliest(now)))
        .param("used", SqlTimes.interval(pace == null ? Duration.ZERO : pace.of(dials)))
        .param("id", campaignId)
        .update();
    database
        .sql(
            """
            update dispatch.budget b
               set pass = greatest(b.pass, least(%s, own.pass - :stride))
              from dispatch.campaigns own where own.campaign_id = :id
            """
                .formatted(WaitingCalls.LOWEST_PASS))
        .param("stride", stride)
        .param("id", campaignId)
        .update();
  }

  private static CampaignFacts read(ResultSet row, int number) throws SQLException {
    return new CampaignFacts(
        row.getString("state"),
        Json.read(row.getString("rules").getBytes(StandardCharsets.UTF_8), CampaignRules.class),
        SqlTimes.of(row, "next_dial_at"),
        row.getInt("open"),
        row.getLong("calls"),
        row.getLong("talk_ms"));
  }
}
