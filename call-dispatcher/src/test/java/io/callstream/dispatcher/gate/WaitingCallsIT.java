package io.callstream.dispatcher.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.dispatcher.TestCampaigns;
import io.callstream.dispatcher.TestLedger;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a look costs, whatever the planner believes of those that wait: its numbers are of an
 * earlier moment.
 */
@ParameterizedClass
@EnumSource
class WaitingCallsIT {

  /** How many waited when the planner's numbers were taken. */
  enum Believed {
    NONE(0),
    FEW(5),
    ALL(WAITING);

    private final int waiting;

    Believed(int waiting) {
      this.waiting = waiting;
    }
  }

  private static final int DONE = 20_000;
  private static final int WAITING = 4_000;

  /** Calls that are looked for, with room for what an index has of them beside. */
  private static final int READ_MAX = 50;

  private static final int WANTED = 10;

  @SuppressWarnings("NullAway.Init")
  private static TestLedger ledger;

  @SuppressWarnings("NullAway.Init")
  private static UUID campaign;

  WaitingCallsIT(Believed ignored) {}

  @BeforeParameterizedClassInvocation
  static void fill(Believed believed) {
    ledger = new TestLedger();
    campaign = new TestCampaigns(ledger).create(TestCampaigns.ALWAYS, "");
    ledger.run("insert into dispatch.campaigns (campaign_id) values ('" + campaign + "')");
    add(DONE, "null", "'done', 'expired', now()");
    addWaiting(believed.waiting);
    ledger.run("vacuum analyze dispatch.calls");
    addWaiting(WAITING - believed.waiting);
  }

  private static void addWaiting(int calls) {
    add(calls, "null", "'waiting', null, null");
    add(calls, "'" + campaign + "'", "'waiting', null, null");
  }

  private static void add(int calls, String campaignId, String standing) {
    ledger.run(
        """
        insert into dispatch.calls (call_id, request_id, campaign_id, to_number, from_number,
          variables, metadata, requested_at, due_at, expires_at, state, done_as, done_at)
        select id, id, %s::uuid, '+1212' || (2000000 + g), '+12125550100', '{}', '{}', now(),
               now() - interval '1 hour' + g * interval '1 ms', now() + interval '3 days', %s
          from (select g, gen_random_uuid() as id from generate_series(1, %d) g) people\
        """
            .formatted(campaignId, standing, calls));
  }

  @AfterParameterizedClassInvocation
  static void close() throws Exception {
    ledger.close();
  }

  @Test
  void singleCallsAreFoundByTheirIndex() {
    assertThat(read(waiting -> assertThat(waiting.single(0, WANTED, Set.of())).hasSize(WANTED)))
        .isBetween(WANTED, READ_MAX);
  }

  @Test
  void callsOfACampaignAreFoundByTheirIndex() {
    assertThat(
            read(waiting ->
                assertThat(waiting.ofCampaign(campaign, 0, WANTED, Set.of())).hasSize(WANTED)))
        .isBetween(WANTED, READ_MAX);
  }

  @Test
  void campaignsWithCallsThatAreDueAreFoundByTheirIndex() {
    assertThat(read(waiting -> assertThat(waiting.campaignsDue(WANTED)).containsExactly(campaign)))
        .isBetween(1, READ_MAX);
  }

  @Test
  void whereTheFirstOfThemStandsIsFoundByTheirIndex() {
    assertThat(
            read(_ ->
                assertThat(
                        ledger
                            .workClient()
                            .sql("select " + WaitingCalls.LOWEST_PASS)
                            .query(Integer.class)
                            .single())
                    .isZero()))
        .isBetween(1, READ_MAX);
  }

  @Test
  void callsThatAreKnownAreReadByTheirIds() {
    assertThat(
            read(waiting -> {
              var candidates =
                  waiting.ofCampaign(campaign, 0, WANTED, Set.of()).stream()
                      .map(WaitingCalls.Due::candidate)
                      .toList();
              assertThat(waiting.stillDueOrNext(candidates, WANTED)).isEqualTo(candidates);
              assertThat(waiting.lock(candidates)).hasSize(WANTED);
            }))
        .isBetween(3 * WANTED, READ_MAX);
  }

  @Test
  void expiredCallsAreFoundByTheirIndex() {
    assertThat(read(_ -> assertThat(ledger.requests().expire()).isZero())).isLessThan(READ_MAX);
  }

  /** The dashboard asks for all of them, every few seconds. */
  @Test
  void whyCallsWaitIsReadFromThoseThatWait() {
    assertThat(
            read(_ ->
                assertThat(
                        ledger
                            .workClient()
                            .sql("select count(*) from dispatch.api_holds")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(2 * WAITING)))
        .isBetween(2 * WAITING, 2 * WAITING + READ_MAX);
  }

  /** Rows of the table that were read, by an index or without one. */
  private static int read(Consumer<WaitingCalls> look) {
    return ledger
        .transactions()
        .execute(_ -> {
          long before = rowsRead(ledger.workClient());
          look.accept(new WaitingCalls(ledger.workClient()));
          return Math.toIntExact(rowsRead(ledger.workClient()) - before);
        });
  }

  private static long rowsRead(JdbcClient database) {
    return database
        .sql(
            """
            select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables
             where relid = 'dispatch.calls'::regclass
            """)
        .query(Long.class)
        .single();
  }
}
