package io.callstream.dispatcher.ledger;

import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * Has calls looked at again whose hold may have lost its reason by a person's doing: the rules of
 * their campaign were changed, or their number was taken off the do-not-call list; and has those
 * lapse whose campaign's time is over. Each method is for one thread.
 */
public final class Awakenings {

  private static final int AT_ONCE = 1_000;
  private static final UUID FIRST = new UUID(0, 0);

  private final JdbcClient database;
  private UUID after = FIRST;

  public Awakenings(JdbcClient database) {
    this.database = database;
  }

  private record Changed(UUID campaignId, long revision) {}

  private record Held(UUID callId, String number) {}

  /**
   * Looks at campaigns with calls that wait, and with other rules than their rows were held under.
   *
   * @return whether there is more
   */
  public boolean rulesChanged() {
    var ids = waitingCampaigns();
    boolean more = false;
    for (var changed : ids.isEmpty() ? List.<Changed>of() : changed(ids)) {
      more |= wake(changed);
    }
    return more;
  }

  private List<UUID> waitingCampaigns() {
    return database
        .sql("select campaign_id from dispatch.waiting_campaigns")
        .query(SqlIds::first)
        .list();
  }

  private List<Changed> changed(List<UUID> ids) {
    return database
        .sql(
            """
            select k.campaign_id, g.revision
              from gateway.campaign_rules(:ids) g join dispatch.campaigns k using (campaign_id)
             where k.revision is distinct from g.revision
            """)
        .param("ids", SqlIds.array(ids))
        .query((row, _) ->
            new Changed(row.getObject("campaign_id", UUID.class), row.getLong("revision")))
        .list();
  }

  /** The rules' retry wants no attempt any more that counts so many before it. */
  private boolean lapseUnwanted(UUID campaignId) {
    return database
            .sql(
                """
                update dispatch.calls set expires_at = clock_timestamp()
                 where call_id in (
                   select c.call_id from dispatch.calls c, gateway.campaign_rules(array[:campaign]) g
                    where c.campaign_id = :campaign and c.state = 'waiting'
                      and c.hold_code = 'retry_wait' and c.expires_at > (select clock_timestamp())
                      and c.spent > 0
                      and (jsonb_array_length(g.rules -> 'retry') = 0
                           or c.spent >= (g.rules ->> 'max_attempts')::int)
                    order by c.call_id limit :limit for update of c)
                """)
            .param("campaign", campaignId)
            .param("limit", AT_ONCE)
            .update()
        == AT_ONCE;
  }

  private boolean wake(Changed changed) {
    if (lapseUnwanted(changed.campaignId())) {
      return true;
    }
    int woken =
        database
            .sql(
                """
                update dispatch.calls set due_at = clock_timestamp()
                 where call_id in (
                   select call_id from dispatch.calls
                    where campaign_id = :campaign and state = 'waiting' and due_at > (select clock_timestamp())
                      and hold_code in ('outside_window', 'gap', 'daily_cap')
                    order by call_id limit :limit for update)
                """)
            .param("campaign", changed.campaignId())
            .param("limit", AT_ONCE)
            .update();
    if (woken == AT_ONCE) {
      return true;
    }
    database
        .sql(
            """
            update dispatch.campaigns set revision = :revision, look_at = clock_timestamp()
             where campaign_id = :campaign
            """)
        .param("revision", changed.revision())
        .param("campaign", changed.campaignId())
        .update();
    return false;
  }

  /**
   * Has those lapse that still wait when the time of their campaign is over: it may have been cut
   * after they were asked for.
   *
   * @return whether there are more
   */
  public boolean campaignsOver() {
    var ids = waitingCampaigns();
    return !ids.isEmpty()
        && database
                .sql(
                    """
                    update dispatch.calls set expires_at = clock_timestamp()
                     where call_id in (
                       select call_id from dispatch.calls
                        where campaign_id = any (array(
                            select g.campaign_id from gateway.campaign_rules(:ids) g
                             where (g.rules ->> 'end_at')::timestamptz <= clock_timestamp()))
                          and state = 'waiting' and expires_at > (select clock_timestamp())
                        limit :limit for update skip locked)
                    """)
                .param("ids", SqlIds.array(ids))
                .param("limit", AT_ONCE)
                .update()
            == AT_ONCE;
  }

  /**
   * Takes holds off whose time is over.
   *
   * @return whether there are more
   */
  public boolean lifted() {
    return database
            .sql(
                """
                update dispatch.calls set hold_code = null, hold_text = null, hold_until = null
                 where call_id in (
                   select call_id from dispatch.calls
                    where state = 'waiting' and due_at <= (select clock_timestamp())
                      and hold_code in ('scheduled', 'retry_wait', 'outside_window', 'gap', 'daily_cap')
                    order by due_at limit :limit for update skip locked)
                """)
            .param("limit", AT_ONCE)
            .update()
        == AT_ONCE;
  }

  /**
   * Looks at a page of the calls whose number is on the do-not-call list.
   *
   * @return whether there are more pages
   */
  public boolean numbersFreed() {
    var page =
        database
            .sql(
                """
                select call_id, to_number from dispatch.calls
                 where state = 'waiting' and hold_code = 'suppressed' and call_id > :after
                 order by call_id limit :limit
                """)
            .param("after", after)
            .param("limit", AT_ONCE)
            .query((row, _) ->
                new Held(row.getObject("call_id", UUID.class), row.getString("to_number")))
            .list();
    if (!page.isEmpty()) {
      free(page);
    }
    boolean more = page.size() == AT_ONCE;
    after = more ? page.getLast().callId() : FIRST;
    return more;
  }

  private void free(List<Held> page) {
    var listed =
        new HashSet<>(
            database
                .sql("select s from gateway.suppressed(:numbers) s")
                .param(
                    "numbers", new SqlArrayValue("text", page.stream().map(Held::number).toArray()))
                .query(String.class)
                .list());
    var freed =
        page.stream().filter(held -> !listed.contains(held.number())).map(Held::callId).toList();
    database
        .sql(
            """
            update dispatch.calls
               set due_at = clock_timestamp(), hold_code = null, hold_text = null, hold_until = null
             where call_id in (select call_id from dispatch.calls
                                where call_id = any (:ids) and state = 'waiting'
                                  and hold_code = 'suppressed'
                                order by call_id for update)
            """)
        .param("ids", SqlIds.array(freed))
        .update();
  }
}
