package io.callstream.dispatcher.ledger;

import io.callstream.contracts.Locks;
import io.callstream.contracts.Outcome;
import io.callstream.dispatcher.rules.BadSigns;
import io.callstream.retell.ending.Ending;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Pauses campaigns whose calls go wrong, with the reason; a person lets them go on. */
public final class SelfPauses {

  /** Its row in {@code dispatch.pace}. */
  public static final String TURN = "self-pause";

  private final JdbcClient database;
  private final TransactionTemplate transaction;
  private final Alerts alerts;

  /**
   * @param database on the pool of {@code transaction}
   */
  public SelfPauses(JdbcClient database, TransactionTemplate transaction, Alerts alerts) {
    this.database = database;
    this.transaction = transaction;
    this.alerts = alerts;
  }

  private record Running(UUID campaignId, int maxAttempts) {}

  private record Newest(String state, @Nullable String reason) {}

  private record Dials(int dials, int people) {}

  /**
   * Looks at each campaign that runs and has calls here.
   *
   * @return false: there is nothing to do at once
   */
  public boolean lookOnce() {
    var ids =
        database
            .sql("select campaign_id from dispatch.waiting_campaigns")
            .query(SqlIds::first)
            .list();
    for (var campaign : ids.isEmpty() ? List.<Running>of() : running(ids)) {
      signs(campaign).pause().ifPresent(reason -> pause(campaign.campaignId(), reason));
    }
    return false;
  }

  private List<Running> running(List<UUID> ids) {
    return database
        .sql(
            """
            select campaign_id, (rules ->> 'max_attempts')::int as max_attempts
              from gateway.campaign_rules(:ids) where state = 'running'
            """)
        .param("ids", SqlIds.array(ids))
        .query((row, _) ->
            new Running(row.getObject("campaign_id", UUID.class), row.getInt("max_attempts")))
        .list();
  }

  private BadSigns signs(Running campaign) {
    var newest = newest(campaign.campaignId());
    var dials = dials(campaign.campaignId());
    return new BadSigns(
        unpaid(campaign.campaignId()),
        lineShut(campaign.campaignId()).orElse(null),
        newest.size(),
        (int) newest.stream().filter(SelfPauses::failed).count(),
        dials.dials(),
        dials.people(),
        campaign.maxAttempts());
  }

  private boolean unpaid(UUID campaignId) {
    return database
        .sql(
            """
            select exists (
              select from dispatch.dials d join dispatch.campaigns k using (campaign_id)
               where d.campaign_id = :id and d.gate_at > k.watched_from and d.gate_at > (select clock_timestamp()) - interval '1 day'
                 and d.end_reason = 'no_valid_payment' and d.end_source <> 'assumed')
            """)
        .param("id", campaignId)
        .query(Boolean.class)
        .single();
  }

  private List<Newest> newest(UUID campaignId) {
    return database
        .sql(
            """
            select d.state, d.end_reason from dispatch.dials d join dispatch.campaigns k using (campaign_id)
             where d.campaign_id = :id and d.gate_at > k.watched_from and d.gate_at > (select clock_timestamp()) - interval '1 day'
               and (d.state = 'ended' and d.end_source <> 'assumed' or d.state = 'rejected' and not d.throttled)
             order by d.gate_at desc limit :newest
            """)
        .param("id", campaignId)
        .param("newest", BadSigns.NEWEST)
        .query((row, _) -> new Newest(row.getString("state"), row.getString("end_reason")))
        .list();
  }

  private static boolean failed(Newest dial) {
    return dial.state().equals("rejected")
        || Ending.of("ended", dial.reason()).outcome() == Outcome.FAILED;
  }

  /** Written so that PostgreSQL reads the newest by their index, and those alone. */
  private Dials dials(UUID campaignId) {
    return database
        .sql(
            """
            with watched as (
              select greatest(watched_from, clock_timestamp() - interval '10 minutes') as since
                from dispatch.campaigns where campaign_id = :id)
            select count(*) as dials, count(distinct request_id) as people from dispatch.dials
             where request_id = any (array(
                       select request_id from dispatch.dials
                        where campaign_id = :id and gate_at > (select since from watched)
                          and dispatch.counts_as_call(state, end_reason) <> 0
                        order by gate_at desc limit :newest))
               and gate_at > (select since from watched)
               and dispatch.counts_as_call(state, end_reason) <> 0
            """)
        .param("id", campaignId)
        .param("newest", BadSigns.NEWEST_DIALS)
        .query((row, _) -> new Dials(row.getInt("dials"), row.getInt("people")))
        .single();
  }

  private Optional<String> lineShut(UUID campaignId) {
    return database
        .sql(
            """
            select l.shut_reason from dispatch.line l, dispatch.control() c, dispatch.campaigns k
             where k.campaign_id = :id and l.shut_at > k.watched_from
               and l.shut_at >= coalesce(c.line_reopened_at, '-infinity')
            """)
        .param("id", campaignId)
        .query(String.class)
        .optional();
  }

  private void pause(UUID campaignId, String reason) {
    boolean paused = Boolean.TRUE.equals(transaction.execute(_ -> pauseLocked(campaignId, reason)));
    if (paused) {
      alerts.raise(Alerts.Kind.CAMPAIGN_PAUSED, "campaign " + campaignId + ": " + reason);
    }
  }

  /** The lock is a statement of its own, as for every change of control (MECHANISMS.md B3). */
  private boolean pauseLocked(UUID campaignId, String reason) {
    database
        .sql("select pg_advisory_xact_lock(:class, :key)")
        .param("class", Locks.CAMPAIGN.classId())
        .param("key", Locks.key(campaignId))
        .query(_ -> {});
    database
        .sql(
            """
            update dispatch.campaigns set watched_from = clock_timestamp() where campaign_id = :id
            """)
        .param("id", campaignId)
        .update();
    return database
        .sql("select gateway.pause_itself(:id, :reason)")
        .param("id", campaignId)
        .param("reason", reason)
        .query(Boolean.class)
        .single();
  }
}
