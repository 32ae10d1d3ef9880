package io.callstream.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.dispatcher.ledger.Alerts;
import io.callstream.dispatcher.ledger.Awakenings;
import io.callstream.dispatcher.ledger.SelfPauses;
import io.callstream.dispatcher.rules.BadSigns;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is looked at every few seconds costs as much as there is to do, however much there was. */
class PeriodicLooksIT {

  private static final int CALLED = 20_000;
  private static final int WAITING = 20_000;

  /** For what a look reads beside what it is for. */
  private static final int READ_MAX = 50;

  @SuppressWarnings("NullAway.Init")
  private static TestLedger ledger;

  @BeforeAll
  static void fill() {
    ledger = new TestLedger();
    UUID campaign = new TestCampaigns(ledger).create(TestCampaigns.ALWAYS, "");
    ledger.run(
        "insert into dispatch.campaigns (campaign_id, watched_from) values ('"
            + campaign
            + "', now() - interval '1 day')");
    addCalls(CALLED, campaign, "'done', 'ended', now()");
    ledger.run(
        """
        insert into dispatch.dials (dial_id, call_id, request_id, to_number, campaign_id, state,
          gate_at, lease_until, retell_call_id, placed_at, ended_at, end_source, end_reason)
        select gen_random_uuid(), call_id, request_id, to_number, campaign_id, 'ended',
               now() - row_number() over () * interval '1 ms', now(), call_id::text, now(), now(),
               'webhook', 'user_hangup'
          from dispatch.calls\
        """);
    addCalls(WAITING, campaign, "'waiting', null, null");
    ledger.run(
        """
        insert into dispatch.pending (retell_call_id, ended, received_at)
        select 'foreign ' || g, true, now() - interval '1 hour' from generate_series(1, %d) g\
        """
            .formatted(WAITING));
    ledger.run("vacuum analyze dispatch.calls");
    ledger.run("vacuum analyze dispatch.dials");
    ledger.run("vacuum analyze dispatch.pending");
  }

  private static void addCalls(int calls, UUID campaign, String standing) {
    ledger.run(
        """
        insert into dispatch.calls (call_id, request_id, campaign_id, to_number, from_number,
          variables, metadata, requested_at, due_at, expires_at, state, done_as, done_at)
        select id, id, '%s', '+1212' || (2000000 + g), '+12125550100', '{}', '{}', now(),
               now() + interval '1 hour', now() + interval '3 days', %s
          from (select g, gen_random_uuid() as id from generate_series(1, %d) g) people\
        """
            .formatted(campaign, standing, calls));
  }

  @AfterAll
  static void close() throws Exception {
    ledger.close();
  }

  @Test
  void theGaugesReadNoDialThatIsOver() {
    assertThat(rowsRead("dials", () -> new Gauges(ledger.workClient(), ledger.meters).read()))
        .isLessThan(READ_MAX);
  }

  @Test
  void badSignsAreLookedForAmongTheNewestDials() {
    var pauses =
        new SelfPauses(ledger.workClient(), ledger.transactions(), new Alerts(ledger.meters));
    assertThat(rowsRead("dials", pauses::lookOnce))
        .isBetween(BadSigns.NEWEST_DIALS, 3 * BadSigns.NEWEST_DIALS + BadSigns.NEWEST);
  }

  @Test
  void campaignsWhoseTimeIsOverAreLookedForAmongTheCampaigns() {
    assertThat(rowsRead("calls", () -> new Awakenings(ledger.workClient()).campaignsOver()))
        .isLessThan(READ_MAX);
  }

  @Test
  void webhooksOfCallsThatAreNotOursAreNotLookedAtEachSecond() {
    for (var table : List.of("pending", "dials", "calls")) {
      assertThat(rowsRead(table, () -> ledger.ledger().takePending(Upkeep.NEW_WEBHOOKS)))
          .as(table)
          .isLessThan(READ_MAX);
    }
    assertThat(rowsRead("pending", () -> ledger.ledger().takePending(Upkeep.ALL_WEBHOOKS)))
        .isGreaterThanOrEqualTo(WAITING);
  }

  /** Rows of the table that were read, by an index or without one. */
  private static int rowsRead(String table, Runnable look) {
    return ledger
        .transactions()
        .execute(_ -> {
          int before = rowsRead(table);
          look.run();
          return rowsRead(table) - before;
        });
  }

  private static int rowsRead(String table) {
    return ledger
        .workClient()
        .sql(
            """
            select seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables
             where schemaname = 'dispatch' and relname = :table
            """)
        .param("table", table)
        .query(Integer.class)
        .single();
  }
}
