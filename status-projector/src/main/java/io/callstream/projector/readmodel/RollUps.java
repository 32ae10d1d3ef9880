package io.callstream.projector.readmodel;

import io.callstream.projector.fold.CallRow;
import io.callstream.projector.fold.Change;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** The sums over the calls, kept with every batch. */
public final class RollUps {

  private static final int FOLDED_AT_ONCE = 10_000;

  private static final String KIND =
      "hour, agent_id, campaign_id, status, outcome, disconnection_reason, latency_bucket";
  private static final String SUMS = "calls, durations, duration_ms, costs, cost";

  private static final String APPEND =
      """
      insert into calls.rollup_changes (%s, %s)
      select * from unnest(:hour::timestamptz[], :agent::text[], :campaign::uuid[], :status::text[],
                           :outcome::text[], :reason::text[], :bucket::int[], :calls::bigint[],
                           :durations::bigint[], :duration_ms::bigint[], :costs::bigint[],
                           :cost::numeric[])
      """
          .formatted(KIND, SUMS);

  private static final String FOLD =
      """
      with oldest as (
        select id from calls.rollup_changes order by id limit :limit for update skip locked),
      gone as (
        delete from calls.rollup_changes c using oldest where c.id = oldest.id returning c.*),
      added as (
        insert into calls.rollups as r (%1$s, %2$s)
        select %1$s, sum(calls), sum(durations), sum(duration_ms), sum(costs), sum(cost)
          from gone group by %1$s order by %1$s
        on conflict on constraint one_row_for_each_kind do update
           set calls = r.calls + excluded.calls,
               durations = r.durations + excluded.durations,
               duration_ms = r.duration_ms + excluded.duration_ms,
               costs = r.costs + excluded.costs,
               cost = r.cost + excluded.cost)
      select count(*) from gone
      """
          .formatted(KIND, SUMS);

  /** As {@link RollUp} has it, said of rows where they lie. */
  private static final String RECOUNT =
      """
      insert into calls.rollup_changes (KIND, SUMS)
      select date_trunc('hour', requested_at, 'UTC'), agent_id, campaign_id, status, outcome,
             disconnection_reason, bucket, sum(sign),
             coalesce(sum(sign) filter (where duration_ms is not null), 0),
             coalesce(sum(sign * duration_ms), 0),
             coalesce(sum(sign) filter (where cost is not null), 0), coalesce(sum(sign * cost), 0)
        from (select -1 as sign, requested_at, agent_id, campaign_id, status, outcome,
                     disconnection_reason, duration_ms, latency, call_cost
                from calls.retell_calls join %s using (call_id)
              union all
              select 1, requested_at, agent_id, campaign_id, status, outcome,
                     disconnection_reason, duration_ms, latency, call_cost
                from %s join %s using (call_id)) as rows,
             lateral (select case when jsonb_typeof(latency #> '{e2e,p50}') = 'number'
                                   and (latency #>> '{e2e,p50}')::numeric between 1 and 2147483647
                              then floor(20 * log((latency #>> '{e2e,p50}')::numeric))::int
                             end as bucket,
                             case when jsonb_typeof(call_cost -> 'combined_cost') = 'number'
                              then (call_cost ->> 'combined_cost')::numeric end as cost) as derived
       group by 1, 2, 3, 4, 5, 6, 7
      """
          .replace("KIND", KIND)
          .replace("SUMS", SUMS);

  private final JdbcClient database;

  public RollUps(JdbcClient database) {
    this.database = database;
  }

  /**
   * Counts rows that changed or were made, and those that are no more, in the caller's transaction.
   */
  void count(Collection<Change> changes, Collection<CallRow> gone) {
    var net = new HashMap<RollUp, RollUp.Sums>();
    for (var change : changes) {
      add(net, change.after(), RollUp.Sums.of(change.after()));
      if (change.before().version() > 0) {
        add(net, change.before(), RollUp.Sums.of(change.before()).negated());
      }
    }
    gone.forEach(row -> add(net, row, RollUp.Sums.of(row).negated()));
    net.values().removeIf(RollUp.Sums::isNothing);
    if (!net.isEmpty()) {
      append(List.copyOf(net.entrySet()));
    }
  }

  /**
   * Counts rows of which another table has other values that are about to be written, in the
   * caller's transaction.
   *
   * @param changed table of their ids
   * @param made table of what they will be
   */
  public void recount(String changed, String made) {
    database.sql(RECOUNT.formatted(changed, made, changed)).update();
  }

  /**
   * Folds what has changed into the sums.
   *
   * @return whether there is more
   */
  public boolean fold() {
    return database.sql(FOLD).param("limit", FOLDED_AT_ONCE).query(Long.class).single()
        == FOLDED_AT_ONCE;
  }

  private static void add(Map<RollUp, RollUp.Sums> net, CallRow row, RollUp.Sums sums) {
    net.merge(RollUp.of(row), sums, RollUp.Sums::plus);
  }

  private void append(List<Map.Entry<RollUp, RollUp.Sums>> net) {
    database
        .sql(APPEND)
        .param("hour", array("timestamptz", net, e -> e.getKey().hour()))
        .param("agent", array("text", net, e -> e.getKey().agentId()))
        .param("campaign", array("uuid", net, e -> e.getKey().campaignId()))
        .param("status", array("text", net, e -> e.getKey().status()))
        .param("outcome", array("text", net, e -> e.getKey().outcome()))
        .param("reason", array("text", net, e -> e.getKey().reason()))
        .param("bucket", array("int4", net, e -> e.getKey().latencyBucket()))
        .param("calls", array("int8", net, e -> e.getValue().calls()))
        .param("durations", array("int8", net, e -> e.getValue().durations()))
        .param("duration_ms", array("int8", net, e -> e.getValue().durationMs()))
        .param("costs", array("int8", net, e -> e.getValue().costs()))
        .param("cost", array("numeric", net, e -> e.getValue().cost()))
        .update();
  }

  private static SqlArrayValue array(
      String type,
      List<Map.Entry<RollUp, RollUp.Sums>> net,
      Function<Map.Entry<RollUp, RollUp.Sums>, @Nullable Object> part) {
    return new SqlArrayValue(type, net.stream().map(part).toArray());
  }
}
