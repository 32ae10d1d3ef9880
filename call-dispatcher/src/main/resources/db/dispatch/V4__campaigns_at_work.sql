-- What campaigns need beyond their first migration: rules that change under waiting rows, ends of requests,
-- the rate of each telephony provider, and what a dry run asks.

alter table dispatch.calls add column said_over boolean not null default true;
alter table dispatch.calls alter column said_over set default false;
update dispatch.calls set said_over = false where state <> 'done';
comment on column dispatch.calls.said_over is 'It was said that the request is over with this attempt.';
create index calls_over_unsaid on dispatch.calls (done_at) where state = 'done' and not retried and not said_over;
create index dials_of_campaign on dispatch.dials (campaign_id, gate_at) where campaign_id is not null;
create index calls_suppressed on dispatch.calls (call_id) where state = 'waiting' and hold_code = 'suppressed';

alter table dispatch.campaigns
  add column revision     bigint,
  add column watched_from timestamptz not null default clock_timestamp();
comment on column dispatch.campaigns.revision is 'Of the rules that its waiting rows were last looked at under.';
comment on column dispatch.campaigns.watched_from is 'Bad signs from before do not pause it again.';

alter table dispatch.budget add column ramp_from timestamptz;
comment on column dispatch.budget.ramp_from is 'When Retell answered again after the line had to rest: the rate grows from then on.';

alter table dispatch.pending add column duration_ms bigint;
comment on column dispatch.pending.duration_ms is 'How long was talked, where the webhook said so.';

create table dispatch.from_numbers (
  number   text primary key,
  provider text not null
);
comment on table dispatch.from_numbers is 'Which telephony provider carries a number, as Retell lists it.';

create table dispatch.providers (
  provider     text        primary key,
  next_dial_at timestamptz not null
);
comment on table dispatch.providers is 'The rate''s next moment of each provider, where there is more than one. Changed under the lock of dispatch.budget.';

-- Suppressed stays suppressed when its time runs out on the list.
create or replace function dispatch.category(state text, hold_code text, placed boolean, done_as text, end_status text)
  returns text
  language sql immutable
as $$
  select case
    when hold_code = 'suppressed' and (state = 'waiting' or done_as = 'expired') then 'suppressed'
    when state = 'waiting' then 'waiting'
    when state = 'in_flight' then case when placed then 'in_progress' else 'dialling' end
    when done_as in ('cancelled', 'expired') then done_as
    when end_status is not null then end_status
    when done_as = 'abandoned' then done_as
    else 'failed' end
$$;

-- A hold whose time is over is none any more: the row waits for its turn.
create index calls_lifted on dispatch.calls (due_at) where state = 'waiting'
  and hold_code in ('scheduled', 'retry_wait', 'outside_window', 'gap', 'daily_cap');

create or replace view dispatch.api_recipients as
  select c.request_id, c.campaign_id, c.attempt, dispatch.category(c.state, c.hold_code, c.placed, c.done_as, c.end_status) as category,
         case when own.lifted then 'paced' else nullif(dispatch.hold_of(c.state, c.hold_code), '') end as hold_code,
         case when own.lifted then 'Its turn comes next' else c.hold_text end as hold_text,
         case when not own.lifted then c.hold_until end as hold_until, c.outcome
    from dispatch.calls c
   cross join lateral (
      select c.state = 'waiting' and c.due_at <= clock_timestamp()
         and coalesce(c.hold_code, '') in ('scheduled', 'retry_wait', 'outside_window', 'gap', 'daily_cap') as lifted) own
   where c.campaign_id is not null and not c.retried;

create or replace view dispatch.api_holds as
  select c.call_id, 'unknown_outcome' as code,
         'It is not known whether Retell placed this call' as text, null::timestamptz as until
    from dispatch.calls c
   where c.state = 'in_flight'
     and exists (select from dispatch.dials d where d.call_id = c.call_id and d.state = 'unknown')
  union all
  select c.call_id, found.code, found.text, found.until
    from dispatch.calls c
   cross join dispatch.line_hold l
    left join dispatch.campaigns k on k.campaign_id = c.campaign_id
   cross join lateral (
      select c.hold_code is null
             or (c.hold_code in ('scheduled', 'retry_wait', 'outside_window', 'gap', 'daily_cap')
                 and c.due_at <= clock_timestamp()) as none) own
   cross join lateral (
      select case when l.wins then l.code when k.hold_code is not null then k.hold_code
                  when not own.none then c.hold_code else coalesce(l.code, 'paced') end as code,
             case when l.wins then l.text when k.hold_code is not null then k.hold_text
                  when not own.none then c.hold_text else coalesce(l.text, 'Its turn comes next') end as text,
             case when l.wins then l.until when k.hold_code is not null then k.hold_until
                  when not own.none then c.hold_until else l.until end as until) found
   where c.state = 'waiting';

create or replace view dispatch.api_campaign_holds as
  select k.campaign_id, case when l.wins then l.code else k.hold_code end as code,
         case when l.wins then l.text else k.hold_text end as text,
         case when l.wins then l.until else k.hold_until end as until
    from dispatch.campaigns k cross join dispatch.line_hold l
   where l.wins or k.hold_code is not null;

create function dispatch.counts_as_call(state text, end_reason text) returns integer
  language sql immutable
as $$
  select (state not in ('rejected', 'not_sent') and coalesce(end_reason, '') not in
    ('concurrency_limit_reached', 'telephony_provider_unavailable'))::int
$$;
comment on function dispatch.counts_as_call(text, text) is 'Whether a dial may have rung; a refusal for want of room reached for nobody.';

create or replace function dispatch.count_changed_dials() returns trigger language plpgsql as $$
begin
  insert into dispatch.deltas (campaign_id, category, n)
  select campaign_id, category, sum(n) from (
    select n.campaign_id, '#calls' as category, dispatch.counts_as_call(n.state, n.end_reason) as n
      from new_rows n where n.campaign_id is not null
    union all
    select o.campaign_id, '#calls', -dispatch.counts_as_call(o.state, o.end_reason)
      from old_rows o where o.campaign_id is not null
    union all
    select n.campaign_id, '#talk_ms', coalesce(n.duration_ms, 0)
      from new_rows n where n.campaign_id is not null
    union all
    select o.campaign_id, '#talk_ms', -coalesce(o.duration_ms, 0)
      from old_rows o where o.campaign_id is not null) changed
   group by 1, 2 having sum(n) <> 0;
  return null;
end $$;

create function dispatch.request_states(request_ids uuid[])
  returns table (request_id uuid, call_id uuid, state text)
  language sql volatile security definer set search_path = pg_catalog, dispatch
as $$
  select distinct on (c.request_id) c.request_id, c.call_id,
         case when c.state <> 'in_flight' then c.state
              when exists (select from dispatch.dials d
                            where d.call_id = c.call_id and d.duplicate_of is null and d.state = 'placed') then 'live'
              when exists (select from dispatch.dials d
                            where d.call_id = c.call_id and d.duplicate_of is null and d.state = 'dialling') then 'dialling'
              else 'unknown' end
    from dispatch.calls c
   where c.request_id = any (request_ids)
   order by c.request_id, c.attempt desc
$$;
comment on function dispatch.request_states(uuid[]) is 'The newest attempt of each: waiting, dialling, unknown, live or done; no row for those not known.';

create function dispatch.number_facts(numbers text[], since timestamptz)
  returns table (number text, open boolean, shut_until timestamptz, last_at timestamptz, day_calls bigint)
  language sql volatile security definer set search_path = pg_catalog, dispatch
as $$
  select n.number, n.open_dial is not null, n.shut_until, d.last_at, d.day_calls
    from dispatch.numbers n
   cross join lateral (
      select max(gate_at) as last_at,
             count(*) filter (where gate_at > clock_timestamp() - interval '24 hours') as day_calls
        from dispatch.dials
       where to_number = n.number and gate_at > since and duplicate_of is null
         and dispatch.counts_as_call(state, end_reason) = 1) d
   where n.number = any (numbers)
     and (n.open_dial is not null or n.shut_until is not null or d.last_at is not null)
$$;
comment on function dispatch.number_facts(text[], timestamptz) is 'What the gate would ask of numbers that were called; others have no row.';

-- As before, and a gateway that is older than campaigns is none yet: the gate asks it of people and campaigns.
create or replace function dispatch.control()
  returns table (known boolean, stopped boolean, line_reopened_at timestamptz, guard_released uuid)
  language plpgsql volatile security definer set search_path = pg_catalog, dispatch
as $$
begin
  return query
    select to_regprocedure('gateway.suppressed(text[])') is not null
           and to_regprocedure('gateway.campaign_rules(uuid[])') is not null,
           c.stopped, c.line_reopened_at, c.guard_released from gateway.gate_control() c;
exception
  when undefined_function or undefined_table or invalid_schema_name then
    return query select false, true, null::timestamptz, null::uuid;
end
$$;

create view dispatch.waiting_campaigns as
  with recursive waiting as (
    (select c.campaign_id from dispatch.calls c
      where c.state = 'waiting' and c.campaign_id is not null
      order by c.campaign_id limit 1)
    union all
    select (select c.campaign_id from dispatch.calls c
             where c.state = 'waiting' and c.campaign_id > w.campaign_id
             order by c.campaign_id limit 1)
      from waiting w where w.campaign_id is not null)
  select campaign_id from waiting where campaign_id is not null;
comment on view dispatch.waiting_campaigns is 'Campaigns with calls that wait, found step by step: those of the past, which are never forgotten, cost nothing.';

create function dispatch.campaign_of(of_request uuid) returns uuid
  language plpgsql volatile security definer set search_path = pg_catalog, dispatch
as $$
begin
  return gateway.campaign_of(of_request);
exception
  when undefined_function or invalid_schema_name then
    return null;
end
$$;
comment on function dispatch.campaign_of(uuid) is 'The gateway''s; null while the gateway is older than campaigns.';
revoke execute on function dispatch.campaign_of(uuid) from public;
grant execute on function dispatch.campaign_of(uuid) to callstream_dispatcher;

create function dispatch.campaign_calls(of_campaign uuid) returns bigint
  language sql volatile security definer set search_path = pg_catalog, dispatch
as $$
  select coalesce(sum(n), 0)::bigint from dispatch.all_tallies where campaign_id = of_campaign and category = '#calls'
$$;
comment on function dispatch.campaign_calls(uuid) is 'Calls of a campaign that count against its budget.';

grant select on dispatch.waiting_campaigns to callstream_dispatcher;
grant select, insert, update, delete on dispatch.from_numbers, dispatch.providers to callstream_dispatcher;
revoke execute on function dispatch.counts_as_call(text, text), dispatch.request_states(uuid[]),
  dispatch.number_facts(text[], timestamptz), dispatch.campaign_calls(uuid) from public;
grant execute on function dispatch.counts_as_call(text, text) to callstream_dispatcher;
grant execute on function dispatch.request_states(uuid[]), dispatch.number_facts(text[], timestamptz),
  dispatch.campaign_calls(uuid) to callstream_gateway;
