-- What the gateway has accepted, and the control that the dispatcher's gate obeys. Times are the database's clock
-- but for requested_at, which is the moment the request was answered.

create table gateway.requests (
  request_id      uuid        primary key,
  api_key_id      text        not null,
  idempotency_key text,
  body            jsonb,
  command         bytea       not null,
  requested_at    timestamptz not null,
  withdrawn_at    timestamptz,
  withdrawal      bytea,
  stop_asked_at   timestamptz,
  cancelled_by    text,
  appends         integer     not null default 1 check (appends >= 1),
  check_at        timestamptz not null,
  given_up_at     timestamptz,
  ended_at        timestamptz,
  constraint one_request_per_idempotency_key unique (api_key_id, idempotency_key),
  constraint idempotency_key_has_its_length check (length(idempotency_key) between 1 and 255),
  constraint body_is_kept_for_its_idempotency_key check ((idempotency_key is null) = (body is null)),
  constraint withdrawn_means_message check ((withdrawn_at is null) = (withdrawal is null)),
  constraint cancelled_by_somebody check ((withdrawn_at is null and stop_asked_at is null) = (cancelled_by is null))
);

comment on table gateway.requests is 'Every accepted request, kept for ever: the ids of restored requests must be the old ones.';
comment on column gateway.requests.request_id is 'Name-based from API key and idempotency key where there is one, else random.';
comment on column gateway.requests.api_key_id is 'Whose request it is.';
comment on column gateway.requests.idempotency_key is 'As sent in Idempotency-Key; null when none was sent.';
comment on column gateway.requests.body is 'The HTTP body as parsed, to tell a repeat from another request.';
comment on column gateway.requests.command is 'The value of the place_call message, sent again byte for byte.';
comment on column gateway.requests.withdrawn_at is 'Cancelled before any dial: none will follow.';
comment on column gateway.requests.withdrawal is 'The value of the request_cancelled message.';
comment on column gateway.requests.stop_asked_at is 'Cancelled when it might have been dialled: the dispatcher stops the call.';
comment on column gateway.requests.cancelled_by is 'API key that withdrew it or asked for the stop.';
comment on column gateway.requests.appends is 'How often its messages were handed to the outbox.';
comment on column gateway.requests.check_at is 'When to look next whether it has arrived everywhere, or ended.';
comment on column gateway.requests.given_up_at is 'When it was declared undeliverable.';
comment on column gateway.requests.ended_at is 'When it was seen to have ended; never looked at again.';

create index requests_to_check on gateway.requests (check_at) where ended_at is null;

create table gateway.control (
  one              boolean     primary key default true check (one),
  stopped          boolean     not null default false,
  line_reopened_at timestamptz,
  guard_released   uuid,
  changed_at       timestamptz not null default now(),
  changed_by       text        not null default 'migration'
);
insert into gateway.control default values;

comment on table gateway.control is 'One row: the switches of all dialling. Changed only under the exclusive lock of the stop switch.';
comment on column gateway.control.stopped is 'No dial passes the gate while true.';
comment on column gateway.control.line_reopened_at is 'What shut the line before this no longer does.';
comment on column gateway.control.guard_released is 'The restore guard that an operator released last.';
comment on column gateway.control.changed_by is 'API key of the last change.';

create function gateway.gate_control(out stopped boolean, out line_reopened_at timestamptz, out guard_released uuid)
  returns setof record
  language sql volatile security definer set search_path = pg_catalog, gateway
as $$
  select c.stopped, c.line_reopened_at, c.guard_released from gateway.control c
$$;
comment on function gateway.gate_control() is 'The switches; to be read under the lock of the stop switch, in a statement of its own.';

create function gateway.cancelled(request_ids uuid[]) returns setof uuid
  language sql volatile security definer set search_path = pg_catalog, gateway
as $$
  select r.request_id from gateway.requests r
   where r.request_id = any (request_ids) and (r.withdrawn_at is not null or r.stop_asked_at is not null)
$$;
comment on function gateway.cancelled(uuid[]) is 'Those of the requests that somebody cancelled, before the dial or after.';

revoke execute on all functions in schema gateway from public;
grant usage on schema gateway to callstream_gateway, callstream_dispatcher;
grant execute on function gateway.gate_control(), gateway.cancelled(uuid[]) to callstream_dispatcher;

-- What was accepted cannot be changed any more, only how it went.
grant select, insert on gateway.requests to callstream_gateway;
grant update (withdrawn_at, withdrawal, stop_asked_at, cancelled_by, appends, check_at, given_up_at, ended_at)
  on gateway.requests to callstream_gateway;
grant select on gateway.control to callstream_gateway;
grant update (stopped, line_reopened_at, guard_released, changed_at, changed_by) on gateway.control to callstream_gateway;
