-- What the services append and the relay publishes. Rows are only ever inserted; a day's partition is
-- dropped as a whole (outbox.maintain). Run as callstream_owner; session_user is the login, which the
-- relay works as.

create table outbox.messages (
  -- Cache 1: ids rise in the order of the inserts, and per key in commit order (MECHANISMS.md E5).
  id bigint generated always as identity (cache 1),
  message_id uuid not null,
  topic text not null,
  key text not null,
  headers jsonb not null,
  value bytea not null,
  created_at timestamptz not null default now(),
  primary key (id, created_at)
) partition by range (created_at);

-- Catches a day without a partition of its own: an append must not fail for want of upkeep.
create table outbox.messages_default partition of outbox.messages default;

-- Every row comes back through the stream and moves the slot while nothing else is written. Inserts,
-- since the stream carries no updates (MECHANISMS.md E4).
create table outbox.heartbeats (
  id bigint generated always as identity primary key,
  beat_at timestamptz not null default now()
);

-- Who leads. The epoch rises with every leader; what a leader writes is conditional on it.
create table outbox.relay (
  only_row boolean primary key default true check (only_row),
  epoch bigint not null,
  leader text not null,
  beat_at timestamptz not null,
  -- The replication slot before whose beginning everything has been published, and that beginning.
  slot text,
  slot_begins_at pg_lsn
);
insert into outbox.relay (epoch, leader, beat_at) values (0, 'nobody', now());

-- How far the stream has been published, in Debezium's own words.
create table outbox.offsets (
  source text primary key,
  position text not null,
  epoch bigint not null,
  saved_at timestamptz not null default now()
);

create publication callstream_outbox for table outbox.messages, outbox.heartbeats
  with (publish = 'insert', publish_via_partition_root = true);

-- Partitions from yesterday to two weeks ahead are there, those older than 7 days are not. Days are
-- UTC. A day of which the default partition holds rows already gets none of its own.
create function outbox.maintain() returns void
language plpgsql security definer
set search_path = pg_catalog, outbox
set lock_timeout = '2s'
as $$
declare
  today constant date := (now() at time zone 'UTC')::date;
  day date;
  starts timestamptz;
  ends timestamptz;
  partition name;
begin
  perform pg_advisory_xact_lock(hashtextextended('outbox.maintain', 0));

  for day in select today + n from generate_series(-1, 14) n loop
    partition := 'messages_' || to_char(day, 'YYYYMMDD');
    starts := day::timestamp at time zone 'UTC';
    ends := (day + 1)::timestamp at time zone 'UTC';
    continue when to_regclass('outbox.' || partition) is not null;
    continue when exists (
      select from outbox.messages_default where created_at >= starts and created_at < ends);
    -- Attached rather than created as a partition: writers of other partitions need not wait.
    execute format('create table outbox.%I (like outbox.messages including defaults)', partition);
    execute format(
      'alter table outbox.messages attach partition outbox.%I for values from (%L) to (%L)',
      partition, starts, ends);
  end loop;

  for partition in
    select c.relname
      from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'outbox.messages'::regclass
       and c.relname ~ '^messages_[0-9]{8}$'
       and to_date(right(c.relname, 8), 'YYYYMMDD') < today - 7
  loop
    execute format('drop table outbox.%I', partition);
  end loop;

  delete from outbox.messages_default where created_at < now() - interval '8 days';
  delete from outbox.heartbeats where beat_at < now() - interval '1 hour';
end
$$;
revoke execute on function outbox.maintain() from public;

create function outbox.published_at() returns timestamptz
  language sql volatile security definer set search_path = pg_catalog, outbox
as $$ select max(saved_at) from outbox.offsets $$;
comment on function outbox.published_at() is 'When the relay last came forward; heartbeats see to every few seconds.';
revoke execute on function outbox.published_at() from public;

grant usage on schema outbox
  to callstream_gateway, callstream_dispatcher, callstream_projector, session_user;
grant insert on outbox.messages to callstream_gateway, callstream_dispatcher, callstream_projector;
-- The dispatcher's restore guard looks for what Kafka has and the outbox lacks.
grant select on outbox.messages to callstream_dispatcher, session_user;
grant select, insert on outbox.heartbeats to session_user;
grant select, update on outbox.relay to session_user;
grant select, insert, update, delete on outbox.offsets to session_user;
grant execute on function outbox.maintain() to session_user;
grant execute on function outbox.published_at() to callstream_gateway;
