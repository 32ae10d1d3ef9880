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

create function dispatch.web_calls_coming() returns bigint
  language plpgsql volatile security definer set search_path = pg_catalog, dispatch
as $$
begin
  return (select count(*) from gateway.web_calls_coming() w (request_id)
           where not exists (select from dispatch.calls c where c.request_id = w.request_id));
exception
  -- The gateway has not migrated yet, and makes no web calls.
  when undefined_function or undefined_table or invalid_schema_name then
    return 0;
end
$$;
comment on function dispatch.web_calls_coming() is 'Web calls that the gateway makes and whose rows are not here yet.';
revoke execute on function dispatch.web_calls_coming() from public;
grant execute on function dispatch.web_calls_coming() to callstream_dispatcher;
