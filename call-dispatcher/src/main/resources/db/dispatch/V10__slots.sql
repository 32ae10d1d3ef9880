-- How many calls may run at once, for who makes calls without the gate: web calls.

create table dispatch.slots (
  one     boolean     primary key default true check (one),
  open    integer,
  read_at timestamptz
);
comment on table dispatch.slots is 'One row: Retell''s limit as last read, capped by DIAL_CONCURRENCY. The gate does not read it.';
insert into dispatch.slots default values;
grant select, update on dispatch.slots to callstream_dispatcher;

create function dispatch.slots_now()
  returns table (open integer, taken bigint)
  language sql volatile security definer set search_path = pg_catalog, dispatch
as $$
  select case when s.read_at > clock_timestamp() - interval '1 minute' then s.open end,
         (select count(*) from dispatch.dials where state in ('dialling', 'unknown', 'placed'))
    from dispatch.slots s
$$;
comment on function dispatch.slots_now() is 'How many calls may run at once, null when that is not known, and how many do.';
revoke execute on function dispatch.slots_now() from public;
grant execute on function dispatch.slots_now() to callstream_gateway;
