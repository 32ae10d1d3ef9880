-- The dial ledger (DESIGN.md, "Dispatcher: the dial ledger"). Times are the database's clock.

create table dispatch.calls (
  call_id      uuid primary key,
  request_id   uuid        not null,
  attempt      integer     not null default 1 check (attempt >= 1),
  campaign_id  uuid,
  to_number    text,
  from_number  text,
  agent_id     text,
  variables    json,
  metadata     json,
  requested_at timestamptz not null,
  due_at       timestamptz not null,
  expires_at   timestamptz not null,
  state        text        not null default 'waiting' check (state in ('waiting', 'in_flight', 'done')),
  hold_code    text,
  hold_text    text,
  hold_until   timestamptz,
  done_as      text check (done_as in ('ended', 'rejected', 'expired', 'undeliverable', 'abandoned', 'cancelled')),
  done_at      timestamptz,
  unique (request_id, attempt),
  check ((state = 'done') = (done_as is not null and done_at is not null)),
  check ((hold_code is null) = (hold_text is null)),
  check (done_as = 'undeliverable' or (to_number is not null and from_number is not null
    and variables is not null and metadata is not null))
);

comment on table dispatch.calls is 'What is to be done: one row for each attempt of a request; never deleted.';
comment on column dispatch.calls.attempt is 'Counted from 1; attempt 1 has call_id = request_id.';
comment on column dispatch.calls.campaign_id is 'Null for a single call.';
comment on column dispatch.calls.to_number is 'Callee in E.164; null only when the request was given up before it came here.';
comment on column dispatch.calls.variables is 'Retell''s dynamic variables, as they came; json and not jsonb, since jsonb refuses \u0000.';
comment on column dispatch.calls.metadata is 'The caller''s own keys, as they came.';
comment on column dispatch.calls.due_at is 'Not looked at before this; a refused row gets the moment at which its reason may lift.';
comment on column dispatch.calls.expires_at is 'Never dialled at or after this.';
comment on column dispatch.calls.state is 'waiting: may be dialled; in_flight: has a dial that is open; done: never dialled again.';
comment on column dispatch.calls.hold_code is 'Why the gate refused this row when it last looked (CONTRACT.md, hold codes).';
comment on column dispatch.calls.hold_until is 'When the hold may lift, where that is known.';
comment on column dispatch.calls.done_as is 'ended: some dial of it ended; else the end of ours, or cancelled before a dial.';

create index calls_waiting_due on dispatch.calls (due_at, call_id) where state = 'waiting';
create index calls_waiting_expiry on dispatch.calls (expires_at) where state = 'waiting';
create index calls_waiting_number on dispatch.calls (to_number) where state = 'waiting';

create table dispatch.dials (
  dial_id        uuid primary key,
  call_id        uuid        not null references dispatch.calls,
  request_id     uuid        not null,
  to_number      text        not null,
  state          text        not null check (state in
                   ('dialling', 'placed', 'rejected', 'not_sent', 'unknown', 'abandoned', 'ended')),
  late           boolean     not null default false,
  duplicate_of   uuid references dispatch.dials,
  gate_at        timestamptz not null,
  sender         uuid,
  lease_until    timestamptz not null,
  retell_call_id text unique,
  answer         text,
  throttled      boolean     not null default false,
  cleared_at     timestamptz,
  unknown_at     timestamptz,
  placed_at      timestamptz,
  ended_at       timestamptz,
  end_source     text check (end_source in ('webhook', 'asked', 'assumed')),
  end_reason     text,
  ask_at         timestamptz,
  asks           integer     not null default 0,
  misses         integer     not null default 0,
  say_again      boolean     not null default false,
  stop_at        timestamptz,
  stops          integer     not null default 0,
  stop_wanted    boolean     not null default false,
  shut_until     timestamptz,
  check ((state in ('placed', 'ended')) = (retell_call_id is not null)),
  check ((state = 'ended') = (ended_at is not null and end_source is not null)),
  check (state <> 'unknown' or unknown_at is not null),
  check (not late or state in ('placed', 'ended')),
  check (duplicate_of is null or late),
  check (not throttled or state in ('rejected', 'placed', 'ended'))
);

-- The two indexes that make a second ring impossible, whatever the code above them does.
create unique index one_open_dial_per_call on dispatch.dials (call_id)
  where state in ('dialling', 'unknown', 'placed') and not late;
create unique index one_open_dial_per_number on dispatch.dials (to_number)
  where state in ('dialling', 'unknown', 'placed') and not late;

create index dials_in_slots on dispatch.dials (state, duplicate_of)
  where state in ('dialling', 'unknown', 'placed');
create index dials_of_call on dispatch.dials (call_id);
create index dials_of_request on dispatch.dials (request_id);
create index dials_to_ask on dispatch.dials (ask_at) where ask_at is not null;
create index dials_to_stop on dispatch.dials (stop_at) where stop_at is not null;
create index dials_that_shut on dispatch.dials (to_number) where shut_until is not null;
create index dials_duplicate on dispatch.dials (placed_at) where duplicate_of is not null;

comment on table dispatch.dials is 'One create-phone-call each: a one-shot token. No state leads back to one that may send.';
comment on column dispatch.dials.late is 'Placed by evidence that came when the dial was closed; the unique indexes leave it out.';
comment on column dispatch.dials.duplicate_of is 'No token of ours: a second Retell call for that dial.';
comment on column dispatch.dials.gate_at is 'When the gate let it through.';
comment on column dispatch.dials.sender is 'The instance that may write it to the wire; null for a dial that only evidence knows.';
comment on column dispatch.dials.lease_until is 'After this others may say unknown, and nothing more.';
comment on column dispatch.dials.answer is 'What the create was answered, in words.';
comment on column dispatch.dials.throttled is 'Rejected by 429: the call may be dialled again once cleared_at is set.';
comment on column dispatch.dials.cleared_at is 'When list-calls, asked after the settling time, had no call of this dial (MECHANISMS.md C1).';
comment on column dispatch.dials.ended_at is 'When we recorded the end.';
comment on column dispatch.dials.end_reason is 'Retell''s disconnection_reason, or our error code.';
comment on column dispatch.dials.ask_at is 'When Retell is to be asked next about it; null: not to be asked.';
comment on column dispatch.dials.misses is 'Answers from a healthy API that did not know it.';
comment on column dispatch.dials.say_again is 'A reader gave up on a webhook of it: ask, and say the end even if it is known (MECHANISMS.md C6).';
comment on column dispatch.dials.stop_wanted is 'Its request was cancelled, or it is a duplicate.';
comment on column dispatch.dials.stop_at is 'When stop-call is to be sent next.';
comment on column dispatch.dials.shut_until is 'It may have rung, or still ring: its number is shut until then; an observed end lifts it (MECHANISMS.md C2).';

create table dispatch.numbers (
  number       text primary key,
  open_dial    uuid references dispatch.dials,
  last_dial    uuid references dispatch.dials,
  last_dial_at timestamptz,
  shut_until   timestamptz,
  check ((last_dial is null) = (last_dial_at is null))
);
comment on table dispatch.numbers is 'One row for each number, locked by every gate and every change of one of its dials.';
comment on column dispatch.numbers.open_dial is 'The dial that is open, late ones left out.';
comment on column dispatch.numbers.shut_until is 'The latest shut_until of its dials.';

create table dispatch.budget (
  one          boolean primary key default true check (one),
  next_dial_at timestamptz not null
);
comment on table dispatch.budget is 'One row. Its lock is the one that every gate, and every change of line and guard, takes.';
comment on column dispatch.budget.next_dial_at is 'The rate lets no dial through before this.';
insert into dispatch.budget (next_dial_at) values ('-infinity');

create table dispatch.line (
  one           boolean primary key default true check (one),
  unknowns      integer not null default 0 check (unknowns >= 0),
  rest_until    timestamptz,
  well_at       timestamptz,
  throttles     integer not null default 0 check (throttles >= 0),
  backoff_until timestamptz,
  shut_at       timestamptz,
  shut_reason   text,
  check ((shut_at is null) = (shut_reason is null))
);
comment on table dispatch.line is 'One row: how Retell has answered lately. Changed only under the lock of dispatch.budget.';
comment on column dispatch.line.unknowns is 'Creates in a row whose answer is not known; one at a time while above 0.';
comment on column dispatch.line.rest_until is 'After three unknowns in a row: no dial before this.';
comment on column dispatch.line.well_at is 'When a read last said that Retell is well; asked for before a dial that follows a rest.';
comment on column dispatch.line.backoff_until is 'After a 429: no dial before this.';
comment on column dispatch.line.shut_at is 'Shut by 401 or 402, until the gateway''s line_reopened_at is later.';
insert into dispatch.line default values;

create table dispatch.line_hold (
  one   boolean primary key default true check (one),
  code  text,
  text  text,
  until timestamptz,
  wins  boolean not null generated always as (code is not null and code in
          ('stop_all', 'control_unavailable', 'restore_guard', 'line_stopped', 'provider_backoff')) stored,
  check ((code is null) = (text is null))
);
comment on table dispatch.line_hold is 'One row: why the gate lets nothing through at all, when it last looked; all null when it does.';
comment on column dispatch.line_hold.wins is 'Whether it is said of a row in place of the row''s own hold.';
insert into dispatch.line_hold default values;

create table dispatch.guard (
  one               boolean primary key default true check (one),
  system_identifier text,
  timeline_id       bigint,
  guard_id          uuid,
  reason            text,
  shut_at           timestamptz,
  releasable_at     timestamptz,
  heartbeat_at      timestamptz not null default '-infinity',
  check ((guard_id is null) = (reason is null)),
  check ((guard_id is null) = (shut_at is null)),
  check ((guard_id is null) = (releasable_at is null))
);
comment on table dispatch.guard is 'One row: the restore guard (MECHANISMS.md D). Changed only under the lock of dispatch.budget, its heartbeat excepted.';
comment on column dispatch.guard.system_identifier is 'Of the cluster this ledger was last trusted on; null before the first start.';
comment on column dispatch.guard.guard_id is 'Set while it is shut; the id an operator releases.';
insert into dispatch.guard default values;

create table dispatch.pending (
  retell_call_id text primary key,
  call_id        uuid,
  dial_id        uuid,
  ended          boolean     not null default false,
  end_reason     text,
  received_at    timestamptz not null default now()
);
comment on table dispatch.pending is 'Webhooks whose dial is not known yet; kept 24 hours.';
comment on column dispatch.pending.call_id is 'From metadata of our installation, else null.';
create index pending_by_call on dispatch.pending (call_id) where call_id is not null;
create index pending_by_age on dispatch.pending (received_at);

create table dispatch.signals (
  message_id uuid primary key,
  said_at    timestamptz not null default now()
);
comment on table dispatch.signals is 'Every message this ledger has given to the outbox for dispatch-signals; kept longer than the topic keeps them. A record there that is not here was said by a past this database has lost.';
create index signals_by_age on dispatch.signals (said_at);

create table dispatch.pace (
  name    text primary key,
  next_at timestamptz not null
);
comment on table dispatch.pace is 'When the next read of each kind may be sent to Retell, over all instances.';
insert into dispatch.pace (name, next_at) values ('list', '-infinity'), ('get', '-infinity');

create table dispatch.offsets (
  topic       text    not null,
  partition   integer not null,
  topic_id    uuid    not null,
  next_offset bigint  not null,
  primary key (topic, partition)
);
comment on table dispatch.offsets is 'How far each topic has been taken in; moves in the transaction of the effect.';
