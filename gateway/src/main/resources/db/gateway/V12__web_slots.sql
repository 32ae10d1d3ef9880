-- Places in the concurrency budget for web calls on their way, and tries of an SDK that come late.

create table gateway.web_slots (
  request_id uuid        primary key,
  until      timestamptz not null
);
comment on table gateway.web_slots is 'A web call being made takes a slot from before Retell is asked until the dispatcher has its dial.';
create index web_slots_by_age on gateway.web_slots (until);
grant select, insert, update, delete on gateway.web_slots to callstream_gateway;

create function gateway.web_calls_coming() returns setof uuid
  language sql volatile security definer set search_path = pg_catalog, gateway
as $$
  select request_id from gateway.web_slots where until > clock_timestamp()
$$;
comment on function gateway.web_calls_coming() is 'Requests of the web calls that have a place and may not have reached the dispatcher.';
revoke execute on function gateway.web_calls_coming() from public;
grant execute on function gateway.web_calls_coming() to callstream_dispatcher;

alter table gateway.sdk_requests add column awaits_first boolean not null default false;
comment on column gateway.sdk_requests.awaits_first is 'Made by a repeat whose first try had not come: should that come late, it is joined.';
