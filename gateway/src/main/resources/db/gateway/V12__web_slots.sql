-- Places in the concurrency budget for web calls on their way, and tries of an SDK that come late.

create table gateway.web_slots (
  request_id uuid        primary key,
  until      timestamptz not null
);
comment on table gateway.web_slots is 'A web call being made takes a slot from before Retell is asked until the dispatcher has its dial.';
create index web_slots_by_age on gateway.web_slots (until);
grant select, insert, update, delete on gateway.web_slots to callstream_gateway;

alter table gateway.sdk_requests add column awaits_first boolean not null default false;
comment on column gateway.sdk_requests.awaits_first is 'Made by a repeat whose first try had not come: should that come late, it is joined.';
