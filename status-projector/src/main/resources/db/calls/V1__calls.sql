-- The read model of calls, its timeline, and the names of a call. Written by the projector alone;
-- others read through the views and functions at the end. Row level security is enabled and forced:
-- the projector sees and writes all rows, the readers see all, anyone else none.

create table calls.retell_calls (
  call_id uuid primary key,
  request_id uuid,
  campaign_id uuid,
  attempt integer,
  retell_call_id text,
  call_type text,
  direction text,
  agent_id text,
  from_number text,
  to_number text,
  status text not null default 'initiated'
    check (status in ('initiated', 'ringing', 'in_progress', 'completed', 'failed', 'cancelled')),
  outcome text,
  retell_status text,
  disconnection_reason text,
  variables jsonb,
  metadata jsonb,
  created_by text,
  requested_at timestamptz not null default 'epoch',
  placed_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  duration_ms bigint,
  recording_url text,
  public_log_url text,
  transcript text,
  transcript_object jsonb,
  transcript_with_tool_calls jsonb,
  call_analysis jsonb,
  call_cost jsonb,
  latency jsonb,
  error_code text,
  error_message text,
  raw_extra jsonb,
  version bigint not null default 0,
  updated_at timestamptz not null default now(),
  stamps jsonb not null default '{}'
  -- Three updates or so follow the insert, each of which wants to stay on its page.
) with (fillfactor = 75);

comment on table calls.retell_calls is 'One row per call: one attempt of a request, or a call at Retell that is not ours.';
comment on column calls.retell_calls.call_id is 'Ours: the request''s id for attempt 1, a name-based UUID otherwise. Retell''s is retell_call_id.';
comment on column calls.retell_calls.request_id is 'The wish this call serves; null for a call that did not come from us.';
comment on column calls.retell_calls.campaign_id is 'Campaign of the request; null for a single call.';
comment on column calls.retell_calls.attempt is 'Counted from 1; null until the request itself is known, and for calls that have none of their own.';
comment on column calls.retell_calls.retell_call_id is 'Retell''s id; null until the call is known there.';
comment on column calls.retell_calls.call_type is 'phone_call or web_call.';
comment on column calls.retell_calls.direction is 'outbound or inbound; null for web calls.';
comment on column calls.retell_calls.agent_id is 'The agent that serves the call: Retell''s word, else the one asked for.';
comment on column calls.retell_calls.from_number is 'Caller, E.164 as a rule.';
comment on column calls.retell_calls.to_number is 'Callee, E.164 as a rule.';
comment on column calls.retell_calls.status is 'initiated, ringing, in_progress, completed, failed, cancelled; made by StatusMapping alone.';
comment on column calls.retell_calls.outcome is 'What came of it; null before an end.';
comment on column calls.retell_calls.retell_status is 'Retell''s call_status, untouched.';
comment on column calls.retell_calls.disconnection_reason is 'Retell''s disconnection_reason, untouched.';
comment on column calls.retell_calls.variables is 'Dynamic variables given to the agent, text to text.';
comment on column calls.retell_calls.metadata is 'The caller''s own metadata, without the keys that the dispatcher adds.';
comment on column calls.retell_calls.created_by is 'Id of the API key that asked for the call.';
comment on column calls.retell_calls.requested_at is 'When the request was accepted; for other calls the earliest time any signal bears; 1970 when none bears any.';
comment on column calls.retell_calls.placed_at is 'When the dispatcher first knew that Retell had taken the call.';
comment on column calls.retell_calls.started_at is 'When the call was connected, by Retell.';
comment on column calls.retell_calls.ended_at is 'When it ended, by Retell; of an end of ours, when it was assumed.';
comment on column calls.retell_calls.duration_ms is 'Milliseconds, by Retell.';
comment on column calls.retell_calls.recording_url is 'A bearer secret: whoever has it can listen.';
comment on column calls.retell_calls.public_log_url is 'A bearer secret: whoever has it can read.';
comment on column calls.retell_calls.transcript is 'The talk as text.';
comment on column calls.retell_calls.transcript_object is 'The talk with times per word.';
comment on column calls.retell_calls.transcript_with_tool_calls is 'The talk with what the agent did in between.';
comment on column calls.retell_calls.call_analysis is 'Retell''s analysis; the best known of several.';
comment on column calls.retell_calls.call_cost is 'Money in cents, with fractions.';
comment on column calls.retell_calls.latency is 'Milliseconds by part.';
comment on column calls.retell_calls.error_code is 'rejected, expired, undeliverable, abandoned, lost: only of an end that we assume.';
comment on column calls.retell_calls.error_message is 'That end in words.';
comment on column calls.retell_calls.raw_extra is 'Members of Retell''s call object that have no column, or no value that fits theirs.';
comment on column calls.retell_calls.version is 'How many facts are known of the call; rises by one with each.';
comment on column calls.retell_calls.updated_at is 'When the projector last wrote the row; the only column of its own clock.';
comment on column calls.retell_calls.stamps is 'For each value, which signal it came from: what decides whether a later signal replaces it. Not for readers.';

-- Lists are read by (requested_at, call_id), newest first, all or of one number. Neither column
-- changes once the request is known. There is none on status: every update would have to enter it.
create index retell_calls_newest on calls.retell_calls (requested_at desc, call_id desc);
create index retell_calls_of_number on calls.retell_calls (to_number, requested_at desc, call_id desc);
create index retell_calls_of_request on calls.retell_calls (request_id) where request_id is not null;

-- Which row a Retell id belongs to, and which Retell id a row has: one each. Whoever names a pair
-- first, has it; a second Retell id of one call gets a row of its own.
create table calls.aliases (
  retell_call_id text primary key,
  call_id uuid not null unique
);
comment on table calls.aliases is 'Which row a Retell id belongs to; every read takes either id.';

-- The facts of a call are its timeline. The key is what makes a repeat no news.
create table calls.facts (
  call_id uuid not null,
  fact text not null,
  digest text not null,
  seq bigint not null,
  at timestamptz not null,
  source text not null,
  text text not null,
  data jsonb not null,
  primary key (call_id, fact, digest)
);
comment on table calls.facts is 'What is known of a call, one row for each thing known: its timeline.';
comment on column calls.facts.fact is 'requested, placed, started, ended, analysed, transfer, failed, cancelled, unrecognised.';
comment on column calls.facts.digest is 'SHA-256 over the provider''s body or the message, hex.';
comment on column calls.facts.seq is 'The call''s version with this fact.';
comment on column calls.facts.at is 'When it came to be, by the clock of who said it.';
comment on column calls.facts.source is 'gateway, dispatcher, webhook, asked.';

create table calls.offsets (
  topic text not null,
  partition integer not null,
  topic_id uuid not null,
  next_offset bigint not null,
  primary key (topic, partition)
);
comment on table calls.offsets is 'How far the projector has read; moves in the transaction of the effect.';

alter table calls.retell_calls enable row level security;
alter table calls.retell_calls force row level security;
alter table calls.aliases enable row level security;
alter table calls.aliases force row level security;
alter table calls.facts enable row level security;
alter table calls.facts force row level security;
alter table calls.offsets enable row level security;
alter table calls.offsets force row level security;

create policy projector on calls.retell_calls to callstream_projector using (true) with check (true);
create policy projector on calls.aliases to callstream_projector using (true) with check (true);
create policy projector on calls.facts to callstream_projector using (true) with check (true);
create policy projector on calls.offsets to callstream_projector using (true) with check (true);
create policy reader on calls.retell_calls for select to callstream_reader using (true);
create policy reader on calls.aliases for select to callstream_reader using (true);
create policy reader on calls.facts for select to callstream_reader using (true);
-- The views and functions below read with their owner's eyes; the owner may look, not write.
create policy views on calls.retell_calls for select to callstream_owner using (true);
create policy views on calls.aliases for select to callstream_owner using (true);
create policy views on calls.facts for select to callstream_owner using (true);

create view calls.api_calls as
  select call_id, request_id, campaign_id, attempt, retell_call_id, call_type, direction, agent_id,
    from_number, to_number, status, outcome, retell_status, disconnection_reason, variables,
    metadata, created_by, requested_at, placed_at, started_at, ended_at, duration_ms,
    recording_url, public_log_url, transcript, transcript_object, transcript_with_tool_calls,
    call_analysis, call_cost, latency, error_code, error_message, raw_extra, version, updated_at
  from calls.retell_calls;
comment on view calls.api_calls is 'The calls, for the gateway.';

-- Numbered by when things came to be, not by when they were heard of; what came to be at the same
-- time stands in the order of a call's course.
create view calls.api_timeline as
  select call_id,
    row_number() over (
      partition by call_id
      order by at,
        array_position(array['requested', 'placed', 'started', 'transfer', 'ended', 'analysed'], fact)
          nulls last,
        fact, digest) as seq,
    at, fact, source, text, data
  from calls.facts;
comment on view calls.api_timeline is 'The facts of each call, for the gateway; seq 1 is the oldest.';

create view calls.api_aliases as
  select retell_call_id, call_id from calls.aliases;
comment on view calls.api_aliases is 'Which row a Retell id belongs to, for the gateway.';

create function calls.ended(request_ids uuid[]) returns setof uuid
  language sql volatile security definer set search_path = pg_catalog, calls
  begin atomic
    select c.call_id from calls.retell_calls c
    where c.call_id = any (request_ids) and c.status in ('completed', 'failed', 'cancelled');
  end;
comment on function calls.ended(uuid[]) is 'Those of the requests that have ended.';

create function calls.known(request_ids uuid[]) returns setof uuid
  language sql volatile security definer set search_path = pg_catalog, calls
  begin atomic
    select c.call_id from calls.retell_calls c
    where c.call_id = any (request_ids) and c.attempt is not null;
  end;
comment on function calls.known(uuid[]) is 'Those of the requests that the projector has read.';

revoke execute on function calls.ended(uuid[]), calls.known(uuid[]) from public;

grant usage on schema calls to callstream_projector, callstream_gateway, callstream_reader;
grant select, insert, update on calls.retell_calls, calls.aliases, calls.offsets to callstream_projector;
grant select, insert on calls.facts to callstream_projector;
grant select on calls.api_calls, calls.api_timeline, calls.api_aliases to callstream_gateway, callstream_reader;
grant execute on function calls.ended(uuid[]), calls.known(uuid[]) to callstream_gateway;
grant select on calls.retell_calls, calls.aliases, calls.facts to callstream_reader;
