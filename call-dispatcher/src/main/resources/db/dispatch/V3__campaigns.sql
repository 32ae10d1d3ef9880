-- Campaigns at the dispatcher: what the gate must know of each, in what order they are served, and how many
-- of their requests are where. Rules and states are the gateway's; the gate reads them there.

alter table dispatch.calls
  add column created_by  text,
  add column timezone    text,
  add column call_window json,
  add column retry       json,
  add column spent       integer not null default 0 check (spent >= 0),
  add column placed      boolean not null default false,
  add column end_status  text check (end_status in ('completed', 'failed', 'cancelled')),
  add column outcome     text,
  add column retried     boolean not null default false;
comment on column dispatch.calls.timezone is 'The callee''s own; null to go by the number.';
comment on column dispatch.calls.call_window is 'When a single call may be made; a campaign''s is the gateway''s.';
comment on column dispatch.calls.retry is 'When a single call is repeated; a campaign''s rules are the gateway''s.';
comment on column dispatch.calls.spent is 'Attempts of the request before this one that count against its cap.';
comment on column dispatch.calls.end_status is 'What Retell''s end means, once the call ended.';
comment on column dispatch.calls.retried is 'Another attempt follows: this one no longer stands for its request.';

alter table dispatch.dials
  add column campaign_id uuid,
  add column duration_ms bigint;

create index calls_waiting_single on dispatch.calls (due_at, call_id)
  where state = 'waiting' and campaign_id is null;
create index calls_waiting_campaign on dispatch.calls (campaign_id, due_at, call_id)
  where state = 'waiting' and campaign_id is not null;
create index dials_of_number on dispatch.dials (to_number, gate_at);
create index dials_of_campaign_open on dispatch.dials (campaign_id, state)
  where campaign_id is not null and state in ('dialling', 'unknown', 'placed');

create table dispatch.campaigns (
  campaign_id  uuid        primary key,
  pass         bigint      not null default 0,
  next_dial_at timestamptz not null default '-infinity',
  look_at      timestamptz not null default '-infinity',
  hold_code    text,
  hold_text    text,
  hold_until   timestamptz,
  check ((hold_code is null) = (hold_text is null))
);
comment on table dispatch.campaigns is 'One row for each campaign that has had a request here. Changed under the lock of dispatch.budget.';
comment on column dispatch.campaigns.pass is 'Stride scheduling: the lowest goes first, and moves on by its stride with each dial.';
comment on column dispatch.campaigns.look_at is 'Not looked at before this: something holds the whole campaign.';
comment on column dispatch.campaigns.hold_code is 'What held the whole campaign when the gate last looked; wins over the holds of its rows.';

alter table dispatch.budget add column pass bigint not null default 0;
comment on column dispatch.budget.pass is 'Where the campaigns stand; one that was idle begins here and claims nothing for the past.';

create table dispatch.deltas (
  campaign_id uuid   not null,
  category    text   not null,
  hold        text   not null default '',
  n           bigint not null
);
comment on table dispatch.deltas is 'Changes of a campaign''s counts, written with what they count; folded into tallies.';
create index deltas_of_campaign on dispatch.deltas (campaign_id);

create table dispatch.tallies (
  campaign_id uuid   not null,
  category    text   not null,
  hold        text   not null default '',
  n           bigint not null,
  primary key (campaign_id, category, hold)
);
comment on table dispatch.tallies is 'Counts of campaigns without the deltas that are not folded yet.';

create function dispatch.category(state text, hold_code text, placed boolean, done_as text, end_status text)
  returns text
  language sql immutable
as $$
  select case
    when state = 'waiting' and hold_code = 'suppressed' then 'suppressed'
    when state = 'waiting' then 'waiting'
    when state = 'in_flight' then case when placed then 'in_progress' else 'dialling' end
    when done_as in ('cancelled', 'expired', 'abandoned') then done_as
    else coalesce(end_status, 'failed') end
$$;
comment on function dispatch.category(text, text, boolean, text, text) is 'Which of a campaign''s counts its newest attempt stands in.';

create function dispatch.hold_of(state text, hold_code text) returns text
  language sql immutable
as $$
  select case when state = 'waiting' then coalesce(hold_code, 'paced') else '' end
$$;
comment on function dispatch.hold_of(text, text) is 'The own hold of a row that waits, else nothing.';

create function dispatch.count_new_calls() returns trigger language plpgsql as $$
begin
  insert into dispatch.deltas (campaign_id, category, hold, n)
  select n.campaign_id, dispatch.category(n.state, n.hold_code, n.placed, n.done_as, n.end_status), dispatch.hold_of(n.state, n.hold_code), count(*)
    from new_rows n where n.campaign_id is not null and not n.retried group by 1, 2, 3;
  return null;
end $$;

create function dispatch.count_changed_calls() returns trigger language plpgsql as $$
begin
  insert into dispatch.deltas (campaign_id, category, hold, n)
  select campaign_id, category, hold, sum(n) from (
    select n.campaign_id, dispatch.category(n.state, n.hold_code, n.placed, n.done_as, n.end_status) as category, dispatch.hold_of(n.state, n.hold_code) as hold, 1 as n
      from new_rows n where n.campaign_id is not null and not n.retried
    union all
    select o.campaign_id, dispatch.category(o.state, o.hold_code, o.placed, o.done_as, o.end_status), dispatch.hold_of(o.state, o.hold_code), -1
      from old_rows o where o.campaign_id is not null and not o.retried) changed
   group by 1, 2, 3 having sum(n) <> 0;
  return null;
end $$;

create function dispatch.count_new_dials() returns trigger language plpgsql as $$
begin
  insert into dispatch.deltas (campaign_id, category, n)
  select n.campaign_id, '#calls', count(*) from new_rows n where n.campaign_id is not null group by 1;
  return null;
end $$;

create function dispatch.count_changed_dials() returns trigger language plpgsql as $$
begin
  insert into dispatch.deltas (campaign_id, category, n)
  select campaign_id, category, sum(n) from (
    select n.campaign_id, '#calls' as category, (n.state not in ('rejected', 'not_sent'))::int as n
      from new_rows n where n.campaign_id is not null
    union all
    select o.campaign_id, '#calls', -(o.state not in ('rejected', 'not_sent'))::int
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

create trigger count_new after insert on dispatch.calls
  referencing new table as new_rows for each statement execute function dispatch.count_new_calls();
create trigger count_changed after update on dispatch.calls
  referencing old table as old_rows new table as new_rows
  for each statement execute function dispatch.count_changed_calls();
create trigger count_new after insert on dispatch.dials
  referencing new table as new_rows for each statement execute function dispatch.count_new_dials();
create trigger count_changed after update on dispatch.dials
  referencing old table as old_rows new table as new_rows
  for each statement execute function dispatch.count_changed_dials();

create view dispatch.all_tallies as
  select campaign_id, category, hold, sum(n)::bigint as n
    from (select campaign_id, category, hold, n from dispatch.tallies
          union all
          select campaign_id, category, hold, n from dispatch.deltas) t
   group by campaign_id, category, hold;

create view dispatch.api_tallies as
  select campaign_id, category, nullif(hold, '') as hold, n
    from dispatch.all_tallies where n <> 0 and left(category, 1) <> '#';
comment on view dispatch.api_tallies is 'How many requests of each campaign are where; those that wait by their own hold.';

create view dispatch.api_campaign_holds as
  select campaign_id, hold_code as code, hold_text as text, hold_until as until
    from dispatch.campaigns where hold_code is not null;
comment on view dispatch.api_campaign_holds is 'What holds whole campaigns.';

create view dispatch.api_recipients as
  select c.request_id, c.campaign_id, c.attempt, dispatch.category(c.state, c.hold_code, c.placed, c.done_as, c.end_status) as category,
         nullif(dispatch.hold_of(c.state, c.hold_code), '') as hold_code, c.hold_text, c.hold_until, c.outcome
    from dispatch.calls c where c.campaign_id is not null and not c.retried;
comment on view dispatch.api_recipients is 'The newest attempt of each request of a campaign.';

create function dispatch.campaign_unsettled(of_campaign uuid) returns bigint
  language sql volatile security definer set search_path = pg_catalog, dispatch
as $$
  select count(*) from dispatch.dials where campaign_id = of_campaign and state = 'dialling'
$$;
comment on function dispatch.campaign_unsettled(uuid) is 'Dials whose answer is awaited; 0 under the campaign''s lock means that none can leave (MECHANISMS.md B9).';

create function dispatch.open_requests(request_ids uuid[]) returns setof uuid
  language sql volatile security definer set search_path = pg_catalog, dispatch
as $$
  select distinct request_id from dispatch.calls where request_id = any (request_ids) and state <> 'done'
$$;
comment on function dispatch.open_requests(uuid[]) is 'Those of the requests that are waiting or being called.';

-- As before, and what holds a whole campaign wins over what holds its rows.
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
             or (c.hold_code in ('scheduled', 'retry_wait') and c.due_at <= clock_timestamp()) as none) own
   cross join lateral (
      select case when l.wins then l.code when k.hold_code is not null then k.hold_code
                  when not own.none then c.hold_code else coalesce(l.code, 'paced') end as code,
             case when l.wins then l.text when k.hold_code is not null then k.hold_text
                  when not own.none then c.hold_text else coalesce(l.text, 'Its turn comes next') end as text,
             case when l.wins then l.until when k.hold_code is not null then k.hold_until
                  when not own.none then c.hold_until else l.until end as until) found
   where c.state = 'waiting';

grant select, insert, update on dispatch.campaigns, dispatch.tallies to callstream_dispatcher;
grant select, insert, update, delete on dispatch.deltas to callstream_dispatcher;
grant select on dispatch.all_tallies to callstream_dispatcher;
grant select on dispatch.api_tallies, dispatch.api_campaign_holds, dispatch.api_recipients to callstream_gateway;
revoke execute on function dispatch.campaign_unsettled(uuid), dispatch.open_requests(uuid[]),
  dispatch.category(text, text, boolean, text, text), dispatch.hold_of(text, text) from public;
grant execute on function dispatch.campaign_unsettled(uuid), dispatch.open_requests(uuid[]),
  dispatch.category(text, text, boolean, text, text), dispatch.hold_of(text, text) to callstream_gateway;
grant execute on function dispatch.category(text, text, boolean, text, text), dispatch.hold_of(text, text) to callstream_dispatcher;
