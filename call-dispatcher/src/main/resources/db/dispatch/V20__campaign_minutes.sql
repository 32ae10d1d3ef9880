-- A dry run says how many calls the budget's minutes leave room for.

create function dispatch.campaign_minutes(of_campaign uuid) returns table (talk_ms bigint, open bigint)
  language sql volatile security definer set search_path = pg_catalog, dispatch
as $$
  select (select coalesce(sum(n), 0)::bigint from dispatch.all_tallies
           where campaign_id = of_campaign and category = '#talk_ms'),
         (select count(*) from dispatch.dials
           where campaign_id = of_campaign and state in ('dialling', 'unknown', 'placed'))
$$;
comment on function dispatch.campaign_minutes(uuid) is
  'What the ended calls of a campaign took, and how many of its calls go on.';
revoke execute on function dispatch.campaign_minutes(uuid) from public;
grant execute on function dispatch.campaign_minutes(uuid) to callstream_gateway;
