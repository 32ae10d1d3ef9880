package io.callstream.gateway.dashboard;

import io.callstream.gateway.Db;

/** As many calls as a test asks for, as the projector and the dispatcher keep them. */
final class ManyCalls {

  /** Every other call is of this campaign. */
  static final String CAMPAIGN = "0b5f3a60-0000-4000-9000-000000000000";

  private static final int OTHER_CAMPAIGNS = 25;

  private ManyCalls() {}

  /** The id of the n-th newest. */
  static String id(int n) {
    return "0b5f3a60-0000-4000-8000-%012d".formatted(n);
  }

  /** Fills an empty database; the newest hundredth of the calls waits. */
  static void fill(Db db, int calls) {
    campaigns(db, calls);
    db.run(
        """
        insert into calls.retell_calls
          (call_id, request_id, campaign_id, attempt, call_type, direction, to_number, from_number, agent_id,
           status, outcome, disconnection_reason, duration_ms, variables, metadata, raw_extra,
           requested_at, placed_at, version, search_text)
        select id, id, case when i % 2 = 0 then cast(? as uuid) end, 1, 'phone_call', 'outbound',
               '+1212' || lpad((i % 10000000)::text, 7, '0'), '+12125550100', 'agent_' || i % 5,
               case when i <= ? then 'initiated' when i % 4 = 0 then 'failed' else 'completed' end,
               case when i <= ? then null when i % 4 = 0 then 'busy' else 'answered' end,
               case when i <= ? then null when i % 4 = 0 then 'dial_busy' else 'user_hangup' end,
               case when i > ? then 60000 end, '{"name": "Zoë"}', '{}', '{}', at, at, 5,
               '+1212' || lpad((i % 10000000)::text, 7, '0') || case when i % 1000 = 0 then ' zoë' else '' end
          from generate_series(1, ?) i,
               lateral (select cast('0b5f3a60-0000-4000-8000-' || lpad(i::text, 12, '0') as uuid) as id,
                               now() - make_interval(secs => i * 86400.0 * 30 / ?) as at) made
        """,
        CAMPAIGN, calls / 100, calls / 100, calls / 100, calls / 100, calls, calls);
    db.run(
        """
        insert into calls.rollups
          (hour, agent_id, campaign_id, status, outcome, disconnection_reason, calls, durations, duration_ms, costs, cost)
        select date_trunc('hour', requested_at, 'UTC'), agent_id, campaign_id, status, outcome,
               disconnection_reason, count(*), count(*), coalesce(sum(duration_ms), 0), 0, 0
          from calls.retell_calls group by 1, 2, 3, 4, 5, 6
        """);
    dispatcher(db);
    db.run(
        """
        insert into gateway.dead_letters
          (topic, dlt_partition, dlt_offset, dead_at, reason, cause, key, headers, value, bytes)
        select 'dispatch-signals', 0, i, now(), 'reason ' || i % 7, 'java.io.IOException', 'key', '[]', '{}', 2
          from generate_series(1, 5000) i
        """);
    db.run("vacuum analyze");
  }

  private static void campaigns(Db db, int calls) {
    var rules = db.one(String.class, "select rules::text from gateway.campaigns");
    db.run("delete from gateway.campaigns");
    db.run(
        """
        insert into gateway.campaigns (campaign_id, name, state, rules, created_by, started_at)
        select cast('0b5f3a60-0000-4000-9000-' || lpad(i::text, 12, '0') as uuid), 'Campaign ' || i,
               'running', cast(? as jsonb), 'user:admin', now()
          from generate_series(0, ?) i order by i desc
        """,
        rules,
        OTHER_CAMPAIGNS);
    db.run(
        "insert into gateway.imports (import_id, campaign_id, done_at, header, accepted, rejected)"
            + " values (cast(? as uuid), cast(? as uuid), now(), '{to_number}', ?, 1000)",
        CAMPAIGN,
        CAMPAIGN,
        calls / 2);
    db.run(
        """
        insert into gateway.rejects (import_id, line, column_name, reason, cells)
        select cast(? as uuid), i, 'to_number', 'Invalid phone number format', '{12}'
          from generate_series(1, 1000) i
        """,
        CAMPAIGN);
    db.run(
        "insert into gateway.releases (campaign_id, n) values (cast(? as uuid), ?)",
        CAMPAIGN,
        calls / 2);
    db.run(
        """
        insert into gateway.suppressions (number, added_by)
        select '+1646' || lpad(i::text, 7, '0'), 'test' from generate_series(1, 50000) i
        """);
  }

  private static void dispatcher(Db db) {
    db.run(
        """
        insert into dispatch.calls
          (call_id, request_id, campaign_id, to_number, from_number, variables, metadata, requested_at, due_at,
           expires_at, state, hold_code, hold_text, done_as, done_at, end_status, outcome, placed, said_over)
        select call_id, request_id, campaign_id, to_number, from_number, '{}', '{}', requested_at, requested_at,
               requested_at + interval '60 days', case status when 'initiated' then 'waiting' else 'done' end,
               case status when 'initiated' then 'outside_window' end,
               case status when 'initiated' then 'It is not a time for calls where they live' end,
               case when status <> 'initiated' then 'ended' end, case when status <> 'initiated' then requested_at end,
               case when status <> 'initiated' then status end, outcome, status <> 'initiated', true
          from calls.retell_calls
        """);
    db.run(
        """
        insert into dispatch.dials
          (dial_id, call_id, request_id, to_number, state, gate_at, lease_until, retell_call_id, placed_at,
           ended_at, end_source, campaign_id)
        select call_id, call_id, request_id, to_number, 'ended', requested_at, requested_at, 'call_' || call_id,
               requested_at, requested_at, 'webhook', campaign_id
          from calls.retell_calls where status <> 'initiated'
        """);
    db.run(
        """
        insert into dispatch.tallies select campaign_id, category, hold, sum(n) from dispatch.deltas group by 1, 2, 3
        """);
    db.run("truncate dispatch.deltas");
  }
}
