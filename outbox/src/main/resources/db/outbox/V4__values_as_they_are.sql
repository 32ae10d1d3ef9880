-- A value is written once, read once and gone after a week. Up to 8 kB it stays in its row as it is:
-- compressing one of 2.5 kB by PostgreSQL's own method took three quarters of its append (measured:
-- 45 of 60 µs). What is larger is compressed by LZ4, or lies beside the row as it is where the server
-- was built without it.
do $$
declare
  partition regclass;
  has_lz4 constant boolean := exists (
    select from pg_settings where name = 'default_toast_compression' and 'lz4' = any (enumvals));
begin
  -- All appends queue behind whom an ALTER waits for; a start that fails is begun again.
  perform set_config('lock_timeout', '2s', true);
  -- Whoever makes and drops partitions takes this first.
  perform pg_advisory_xact_lock(hashtextextended('outbox.maintain', 0));
  for partition in
    select inhrelid::regclass from pg_inherits where inhparent = 'outbox.messages'::regclass
  loop
    execute format('alter table %s set (toast_tuple_target = 8160)', partition);
  end loop;
  if not has_lz4 then
    -- With its partitions.
    alter table outbox.messages alter column value set storage external;
  end if;
end
$$;

-- As before, but a new day has its values stored in the same way.
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
    execute format('create table outbox.%I (like outbox.messages including defaults including storage including compression)', partition);
    execute format('alter table outbox.%I set (toast_tuple_target = 8160)', partition);
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
