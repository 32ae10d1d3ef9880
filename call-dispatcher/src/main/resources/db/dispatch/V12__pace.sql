-- How fast calls are placed, for who looks on.

create index dials_in_time on dispatch.dials (gate_at);

create function dispatch.dialled_since(since timestamptz) returns bigint
  language sql volatile security definer set search_path = pg_catalog, dispatch
as $$
  select count(*) from dispatch.dials where gate_at > since and duplicate_of is null
$$;
comment on function dispatch.dialled_since(timestamptz) is 'How many dials the gate has let through since then.';

create function dispatch.campaign_dialled_since(of_campaign uuid, since timestamptz) returns bigint
  language sql volatile security definer set search_path = pg_catalog, dispatch
as $$
  select count(*) from dispatch.dials
   where campaign_id = of_campaign and gate_at > since and duplicate_of is null
$$;
comment on function dispatch.campaign_dialled_since(uuid, timestamptz) is 'The same of one campaign.';

revoke execute on function dispatch.dialled_since(timestamptz),
  dispatch.campaign_dialled_since(uuid, timestamptz) from public;
grant execute on function dispatch.dialled_since(timestamptz),
  dispatch.campaign_dialled_since(uuid, timestamptz) to callstream_gateway;
