-- Those of the requests that are to be stopped and may yet turn out never to have been dialled: few among very many.
create index requests_to_stop on gateway.requests (request_id)
  where stop_asked_at is not null and withdrawn_at is null and ended_at is null;
