-- What campaigns need beyond their first migration.

alter table gateway.recipients add column look_at timestamptz not null default '-infinity';
comment on column gateway.recipients.look_at is 'Not released before this: it is not a time for calls where they live.';
drop index gateway.recipients_to_release;
create index recipients_to_release on gateway.recipients (campaign_id, look_at, place) where released_at is null;

-- A million rows in one go: neither campaigns nor imports are ever deleted, and the upload looks at both under the
-- campaign's lock, so that a foreign key would only repeat for each row what the batch knows. The order needs no guard.
alter table gateway.recipients
  drop constraint recipients_campaign_id_fkey,
  drop constraint recipients_import_id_fkey;
drop index gateway.recipients_in_order;
create index recipients_in_order on gateway.recipients (campaign_id, place);

alter table gateway.imports add column moved_at timestamptz not null default clock_timestamp();
comment on column gateway.imports.moved_at is 'When a batch of it last committed: an upload that moves keeps its campaign from being finished.';

alter table gateway.requests add column wait_s double precision;
comment on column gateway.requests.wait_s is 'Seconds between the last two looks at it; grows as long as it is where it should be.';

alter table gateway.campaigns add column look_again boolean not null default false;
comment on column gateway.campaigns.look_again is 'Its rules were changed: whoever was put off under the old ones is looked at again, a chunk at a time.';
alter table gateway.campaigns add column cancelled_by text;
alter table gateway.campaigns add column made_of jsonb;
comment on column gateway.campaigns.made_of is 'The body it was made of, to tell a repeat from another campaign; null where no Idempotency-Key was sent.';
comment on column gateway.campaigns.cancelled_by is 'The key that cancelled it; its calls are cancelled in this name.';
comment on column gateway.campaigns.revision is 'Of the rules; whoever was held under older ones is looked at again.';

create or replace function gateway.pause_itself(of_campaign uuid, reason text) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, gateway
as $$
begin
  update gateway.campaigns
     set state = 'pausing', state_reason = reason, updated_at = clock_timestamp()
   where campaign_id = of_campaign and state = 'running';
  return found;
end
$$;

create function gateway.campaign_of(of_request uuid) returns uuid
  language sql volatile security definer set search_path = pg_catalog, gateway
as $$
  select campaign_id from gateway.requests where request_id = of_request
$$;
comment on function gateway.campaign_of(uuid) is 'The campaign of a request that never reached the dispatcher; null for a single call.';

revoke execute on function gateway.campaign_of(uuid) from public;
grant execute on function gateway.campaign_of(uuid) to callstream_dispatcher;
grant update (look_at) on gateway.recipients to callstream_gateway;
grant update (look_again, cancelled_by) on gateway.campaigns to callstream_gateway;
grant update (moved_at) on gateway.imports to callstream_gateway;
grant update (wait_s) on gateway.requests to callstream_gateway;
