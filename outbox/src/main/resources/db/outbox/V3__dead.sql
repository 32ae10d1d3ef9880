-- Rows that Kafka refuses for good: the relay puts them here and goes on without them
-- (docs/decisions/0060-what-kafka-refuses-for-good.md). Few, since the relay stops at a thousand: no partitions, no further index.
create table outbox.dead (
  -- That of outbox.messages. Who reads the same rows again leaves these out.
  id bigint primary key,
  message_id uuid not null,
  topic text not null,
  key text not null,
  headers jsonb not null,
  value bytea not null,
  appended_at timestamptz not null,
  reason text not null,
  dead_at timestamptz not null default now()
);
comment on table outbox.dead is
  'Messages that Kafka refuses for good, kept for 30 days; appended to outbox.messages again they are sent again.';

grant select, insert, update on outbox.dead to session_user;

-- As before, and the dead are kept for 30 days.
create or replace function outbox.maintain() returns void
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
    execute format('create table outbox.%I (like outbox.messages including defaults including compression)', partition);
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
  delete from outbox.dead where dead_at < now() - interval '30 days';
end
$$;
