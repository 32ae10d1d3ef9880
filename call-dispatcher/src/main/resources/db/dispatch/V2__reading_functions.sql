-- What other services, and the gate, may read (DESIGN.md: "open to others only through named views
-- and reading functions").

create function dispatch.control()
  returns table (known boolean, stopped boolean, line_reopened_at timestamptz, guard_released uuid)
  language plpgsql volatile security definer set search_path = pg_catalog, dispatch
as $$
begin
  return query select true, c.stopped, c.line_reopened_at, c.guard_released from gateway.gate_control() c;
exception
  -- The gateway has not migrated yet. An error here would end the gate's transaction without a hold.
  when undefined_function or undefined_table or invalid_schema_name then
    return query select false, true, null::timestamptz, null::uuid;
end
$$;
comment on function dispatch.control() is 'The gateway''s control; known = false when it is not there yet.';

create function dispatch.duplicates_since(reopened timestamptz) returns bigint
  language sql volatile security definer set search_path = pg_catalog, dispatch
as $$
  select count(*) from dispatch.dials
   where duplicate_of is not null and placed_at >= coalesce(reopened, '-infinity')
$$;
comment on function dispatch.duplicates_since(timestamptz) is 'Second Retell calls found since then; three shut the line.';

create function dispatch.request_state(of_request uuid)
  returns table (call_id uuid, state text, retell_call_id text)
  language sql volatile security definer set search_path = pg_catalog, dispatch
as $$
  select c.call_id,
         case when c.state <> 'in_flight' then c.state
              when d.state = 'placed' then 'live'
              else coalesce(d.state, 'unknown') end,
         d.retell_call_id
    from dispatch.calls c
    left join lateral (
      select dials.state, dials.retell_call_id from dispatch.dials
       where dials.call_id = c.call_id and dials.duplicate_of is null
         and dials.state in ('dialling', 'unknown', 'placed')
       order by dials.state = 'placed' desc, dials.gate_at limit 1) d on true
   where c.request_id = of_request
   order by c.attempt desc limit 1
$$;
comment on function dispatch.request_state(uuid) is 'The newest attempt: waiting, dialling, unknown, live or done; no row when not known.';

create function dispatch.known(request_ids uuid[]) returns setof uuid
  language sql volatile security definer set search_path = pg_catalog, dispatch
as $$
  select distinct request_id from dispatch.calls where request_id = any (request_ids)
$$;
comment on function dispatch.known(uuid[]) is 'Those of the requests that have reached the dispatcher.';

create function dispatch.line_now()
  returns table (open boolean, reason text)
  language sql volatile security definer set search_path = pg_catalog, dispatch
as $$
  select found.reason is null, found.reason
    from dispatch.line l
   cross join dispatch.control() c
   cross join lateral (
      select case
        when l.shut_at >= coalesce(c.line_reopened_at, '-infinity') then l.shut_reason
        when dispatch.duplicates_since(c.line_reopened_at) >= 3
          then 'Retell placed three calls twice' end as reason) found
$$;
comment on function dispatch.line_now() is 'Whether 401, 402 or duplicates have shut the line, and what is said of it.';

create function dispatch.guard_now()
  returns table (guard_id uuid, shut boolean, reason text, releasable boolean)
  language sql volatile security definer set search_path = pg_catalog, dispatch
as $$
  select g.guard_id, found.shut,
         case when found.shut then g.reason end,
         found.shut and clock_timestamp() >= g.releasable_at
    from dispatch.guard g
   cross join dispatch.control() c
   cross join lateral (
      select g.guard_id is not null and g.guard_id is distinct from c.guard_released as shut) found
$$;
comment on function dispatch.guard_now() is 'The restore guard; released as soon as the gateway has noted its id.';

create view dispatch.api_line as select open, reason from dispatch.line_now();
create view dispatch.api_guard as select guard_id, shut, reason, releasable from dispatch.guard_now();

-- What holds the whole line wins over what holds one row; a want of slots or turns is said only of a
-- row that has no reason of its own.
create view dispatch.api_holds as
  select c.call_id, 'unknown_outcome' as code,
         'It is not known whether Retell placed this call' as text, null::timestamptz as until
    from dispatch.calls c
   where c.state = 'in_flight'
     and exists (select from dispatch.dials d where d.call_id = c.call_id and d.state = 'unknown')
  union all
  select c.call_id, l.code, l.text, l.until
    from dispatch.calls c join dispatch.line_hold l on l.wins
   where c.state = 'waiting'
  union all
  select c.call_id, c.hold_code, c.hold_text, c.hold_until
    from dispatch.calls c join dispatch.line_hold l on not l.wins
   where c.state = 'waiting' and c.hold_code is not null
     and not (c.hold_code = 'scheduled' and c.due_at <= clock_timestamp())
  union all
  select c.call_id, coalesce(l.code, 'paced'), coalesce(l.text, 'Its turn comes next'), l.until
    from dispatch.calls c join dispatch.line_hold l on not l.wins
   where c.state = 'waiting'
     and (c.hold_code is null or (c.hold_code = 'scheduled' and c.due_at <= clock_timestamp()));
comment on view dispatch.api_holds is 'Why each call that is not done is not being dialled.';

grant usage on schema dispatch to callstream_dispatcher, callstream_gateway;
grant select, insert, update on all tables in schema dispatch to callstream_dispatcher;
revoke insert, update on dispatch.flyway_history from callstream_dispatcher;
grant delete on dispatch.pending, dispatch.signals to callstream_dispatcher;
grant select on dispatch.api_holds, dispatch.api_line, dispatch.api_guard to callstream_gateway;

revoke execute on all functions in schema dispatch from public;
grant execute on function dispatch.control(), dispatch.duplicates_since(timestamptz),
  dispatch.line_now(), dispatch.guard_now() to callstream_dispatcher;
-- A view reads tables as its owner but calls functions as who reads it.
grant execute on function dispatch.request_state(uuid), dispatch.known(uuid[]),
  dispatch.line_now(), dispatch.guard_now() to callstream_gateway;
