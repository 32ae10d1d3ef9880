-- What the dispatcher asks each second: to hand over all that it has in flight, and have each looked up, costs the
-- more the more calls are open, and few or none are to be stopped.

create function gateway.stopping() returns setof uuid
  language sql volatile security definer set search_path = pg_catalog, gateway
as $$
  select r.request_id from gateway.requests r
   where r.stop_asked_at is not null and r.withdrawn_at is null and r.ended_at is null;
$$;
comment on function gateway.stopping() is 'Requests that were cancelled when they might have been dialled, and are not known to be over.';

revoke execute on function gateway.stopping() from public;
grant execute on function gateway.stopping() to callstream_dispatcher;
