-- V13 counted against a campaign's budget again what was refused for want of room, which reached for nobody.

lock table dispatch.dials in share row exclusive mode;

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

-- Dials are never deleted: what V13 miscounted, or V4 found miscounted by V3, is the difference.
insert into dispatch.deltas (campaign_id, category, n)
select campaign_id, '#calls', sum(n) from (
  select campaign_id, dispatch.counts_as_call(state, end_reason)::bigint as n
    from dispatch.dials where campaign_id is not null
  union all
  select campaign_id, -n from dispatch.all_tallies where category = '#calls') counted
 group by campaign_id having sum(n) <> 0;
