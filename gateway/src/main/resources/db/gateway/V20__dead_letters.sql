-- Records that some reader gave up on, copied from the dead-letter topics so that a person can look
-- for them, send them again or set them aside. The topics remain what they are: kept for 30 days.

create table gateway.dead_letters (
  id bigint generated always as identity primary key,
  topic text not null,
  dlt_partition integer not null,
  dlt_offset bigint not null,
  dead_at timestamptz not null,
  original_partition integer,
  original_offset bigint,
  given_up_by text,
  reason text not null,
  exception text,
  cause text,
  place text,
  key bytea,
  headers jsonb not null,
  value bytea,
  bytes integer not null,
  state text not null default 'open' check (state in ('open', 'redriven', 'discarded')),
  note text,
  decided_at timestamptz,
  decided_by text,
  constraint decided_by_somebody check ((state = 'open') = (decided_at is null)),
  constraint one_row_for_each_record unique (topic, dlt_partition, dlt_offset, dead_at)
);
comment on table gateway.dead_letters is 'Dead letters and what was decided about each.';
comment on column gateway.dead_letters.topic is 'The topic the record stood on, and goes back to.';
comment on column gateway.dead_letters.dead_at is 'The time of the record on the dead-letter topic.';
comment on column gateway.dead_letters.given_up_by is 'The consumer group; null where the gateway itself put it there.';
comment on column gateway.dead_letters.reason is 'What went wrong, in words that many share; nothing of the content.';
comment on column gateway.dead_letters.place is 'Where in the program, without messages.';
comment on column gateway.dead_letters.headers is 'The record''s own headers: a list of [name, value in Base64].';
comment on column gateway.dead_letters.note is 'Why it was discarded, by whoever did.';

create index dead_letters_open on gateway.dead_letters (topic, reason, id) where state = 'open';
create index dead_letters_by_state on gateway.dead_letters (state, id desc);

create table gateway.offsets (
  topic text not null,
  partition integer not null,
  topic_id uuid not null,
  next_offset bigint not null,
  primary key (topic, partition)
);
comment on table gateway.offsets is 'How far the gateways have read; moves in the transaction of the effect.';

grant select, insert on gateway.dead_letters to callstream_gateway;
grant update (state, note, decided_at, decided_by) on gateway.dead_letters to callstream_gateway;
grant select, insert, update on gateway.offsets to callstream_gateway;
