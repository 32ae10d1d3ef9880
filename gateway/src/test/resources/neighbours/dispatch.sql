-- What the dispatcher shows of itself (the names and shapes that the services agreed on), over tables
-- that tests fill.
create schema dispatch;
create table dispatch.states (request_id uuid, call_id uuid, state text, retell_call_id text);
create table dispatch.holds (call_id uuid, code text, text text, until timestamptz);
create table dispatch.line (open boolean, reason text);
create table dispatch.guard (guard_id uuid, shut boolean, reason text, releasable boolean);

create view dispatch.api_holds as select * from dispatch.holds;
create view dispatch.api_line as select * from dispatch.line;
create view dispatch.api_guard as select * from dispatch.guard;
create function dispatch.request_state(of_request uuid)
  returns table (call_id uuid, state text, retell_call_id text)
  language sql volatile security definer set search_path = pg_catalog, dispatch
as $$ select s.call_id, s.state, s.retell_call_id from dispatch.states s where s.request_id = of_request $$;
create function dispatch.known(request_ids uuid[]) returns setof uuid
  language sql volatile security definer set search_path = pg_catalog, dispatch
as $$ select s.request_id from dispatch.states s where s.request_id = any (request_ids) $$;

grant usage on schema dispatch to callstream_gateway;
grant select on dispatch.api_holds, dispatch.api_line, dispatch.api_guard to callstream_gateway;
