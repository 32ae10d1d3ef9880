-- Web calls: made at Retell before they are stored, so that their id there is known from the start.

alter table gateway.requests add column retell_call_id text;
comment on column gateway.requests.retell_call_id is 'Retell''s id of a web call; null for phone calls, whose ids the dispatcher learns.';
create unique index requests_of_web_calls on gateway.requests (retell_call_id) where retell_call_id is not null;
