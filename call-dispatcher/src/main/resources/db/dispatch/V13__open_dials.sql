-- How many dials are open, told by their changes: every look and every gate asks, and to count 10,000 of
-- them each time cost more than all else that a gate reads.

lock table dispatch.dials in share row exclusive mode;

create function dispatch.no_campaign() returns uuid
  language sql immutable
as $$ select '00000000-0000-0000-0000-000000000000'::uuid $$;
comment on function dispatch.no_campaign() is 'What counts of all calls alike stand under in deltas and tallies.';

create function dispatch.is_open(state text) returns boolean
  language sql immutable
as $$ select state in ('dialling', 'unknown', 'placed') $$;
comment on function dispatch.is_open(text) is 'Whether a dial in this state takes a place.';

create or replace function dispatch.count_new_dials() returns trigger language plpgsql as $$
begin
  insert into dispatch.deltas (campaign_id, category, n)
  select n.campaign_id, '#calls', count(*) from new_rows n where n.campaign_id is not null group by 1
  union all
  select dispatch.no_campaign(), '#unanswered', count(*) from new_rows n where n.state = 'dialling' having count(*) > 0
  union all
  select dispatch.no_campaign(), '#open', count(*) from new_rows n where dispatch.is_open(n.state) having count(*) > 0;
  return null;
end $$;

create or replace function dispatch.count_changed_dials() returns trigger language plpgsql as $$
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
      from old_rows o where o.campaign_id is not null
    union all
    select dispatch.no_campaign(), '#unanswered', 1 from new_rows n where n.state = 'dialling'
    union all
    select dispatch.no_campaign(), '#unanswered', -1 from old_rows o where o.state = 'dialling'
    union all
    select dispatch.no_campaign(), '#open', 1 from new_rows n where dispatch.is_open(n.state)
    union all
    select dispatch.no_campaign(), '#open', -1 from old_rows o where dispatch.is_open(o.state)) changed
   group by 1, 2 having sum(n) <> 0;
  return null;
end $$;

create function dispatch.count_gone_dials() returns trigger language plpgsql as $$
begin
  insert into dispatch.deltas (campaign_id, category, n)
  select dispatch.no_campaign(), '#unanswered', -count(*) from old_rows o where o.state = 'dialling' having count(*) > 0
  union all
  select dispatch.no_campaign(), '#open', -count(*) from old_rows o where dispatch.is_open(o.state) having count(*) > 0;
  return null;
end $$;

create trigger count_gone after delete on dispatch.dials
  referencing old table as old_rows for each statement execute function dispatch.count_gone_dials();

create view dispatch.open_dials as
  select coalesce(sum(n) filter (where category = '#unanswered'), 0)::bigint as unanswered,
         coalesce(sum(n) filter (where category = '#open'), 0)::bigint as open
    from (select category, n from dispatch.tallies where campaign_id = dispatch.no_campaign()
          union all
          select category, n from dispatch.deltas where campaign_id = dispatch.no_campaign()) t;
comment on view dispatch.open_dials is 'Dials that wait for their answer, and all that take a place; exact at every instant.';
grant select on dispatch.open_dials to callstream_dispatcher;
revoke execute on function dispatch.no_campaign(), dispatch.is_open(text) from public;
grant execute on function dispatch.no_campaign(), dispatch.is_open(text) to callstream_dispatcher;

insert into dispatch.deltas (campaign_id, category, n)
select dispatch.no_campaign(), c.category, c.n
  from (select count(*) filter (where state = 'dialling') as unanswered, count(*) as open
          from dispatch.dials where dispatch.is_open(state)) d,
       lateral (values ('#unanswered', d.unanswered), ('#open', d.open)) c (category, n)
 where c.n > 0;
