-- How calls.retell_calls is stored, found and kept tidy when it has ten million rows.
--
-- A row is written once when its call becomes known and then three or four times more: placed,
-- started, ended, analysed. Such an update is cheap when it is HOT: the new version lies on the same
-- page and no index learns of it. That needs room on the page (fillfactor) and that the update
-- changes no column that any index speaks of, be it as a key, in an expression or in a predicate.
-- Hence no index here mentions status, placed_at, started_at, version or the like. What the indexes
-- mention is known from the request on and stays, except outcome and disconnection_reason, which
-- change once, with the end: a call's life has one update that is not HOT.

-- Room for three versions of a row of 600 to 1,500 bytes beside those of its neighbours.
alter table calls.retell_calls set (
  fillfactor = 70,
  -- The defaults wait for a fifth of the table to be dead: two million rows of ten. A fiftieth is
  -- soon reached, soon cleaned, and keeps the statistics of the filters young.
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_insert_scale_factor = 0.05,
  autovacuum_analyze_scale_factor = 0.02,
  -- An hour's calls hang together; without a rest between pages the cleaning keeps pace with them.
  autovacuum_vacuum_cost_delay = 1
);

-- Large values go out of line and are not written again by an update that leaves them alone. The
-- stamps change with every update: kept in line, where they are part of the row's own new version.
alter table calls.retell_calls alter column stamps set storage main;

-- LZ4 takes a tenth of the time of PostgreSQL's own method, which at 20 kB a webhook is most of the
-- cost of a row. A server that was built without it goes on with its default.
do $$
declare
  large name;
begin
  foreach large in array array['transcript', 'transcript_object', 'transcript_with_tool_calls',
      'call_analysis', 'raw_extra', 'variables', 'metadata', 'latency', 'call_cost', 'stamps'] loop
    execute format('alter table calls.retell_calls alter column %I set compression lz4', large);
  end loop;
exception when feature_not_supported then
  raise notice 'no LZ4 in this server';
end
$$;

-- What q looks through: made by the projector whenever number or variables change, that is once.
alter table calls.retell_calls add column search_text text;
comment on column calls.retell_calls.search_text is
  'The callee''s number and the names among the variables, lower case: what q looks through.';
-- The owner itself is bound by the policies, which let it look and not write.
alter table calls.retell_calls no force row level security;
update calls.retell_calls
   set search_text = lower(concat_ws(' ', to_number,
         (select string_agg(left(value, 100), ' ' order by key)
            from jsonb_each_text(case jsonb_typeof(variables) when 'object' then variables end)
           where key ilike '%name%')))
 where to_number is not null or variables is not null;
alter table calls.retell_calls force row level security;

create extension if not exists pg_trgm schema calls;
-- A short list of entries to be sorted in: who fills it up, empties it, and must not take long.
create index retell_calls_search on calls.retell_calls
  using gin (search_text calls.gin_trgm_ops) with (gin_pending_list_limit = 256);

-- Every filter of the list is a prefix of an index that goes on in the order of the list, so that a
-- page costs the same wherever it lies. Those of rare values leave out the rows without one.
create index retell_calls_of_caller
  on calls.retell_calls (from_number, requested_at desc, call_id desc);
create index retell_calls_of_agent
  on calls.retell_calls (agent_id, requested_at desc, call_id desc);
create index retell_calls_of_campaign
  on calls.retell_calls (campaign_id, requested_at desc, call_id desc)
  where campaign_id is not null;
create index retell_calls_web
  on calls.retell_calls (requested_at desc, call_id desc) where call_type = 'web_call';
-- A call that has not ended has no outcome: initiated, ringing, in_progress.
create index retell_calls_open
  on calls.retell_calls (requested_at desc, call_id desc) where outcome is null;
create index retell_calls_of_outcome
  on calls.retell_calls (outcome, requested_at desc, call_id desc) where outcome is not null;
create index retell_calls_of_reason
  on calls.retell_calls (disconnection_reason, requested_at desc, call_id desc)
  where disconnection_reason is not null;

-- Written once a row and never again: only new pages are ever looked at.
alter table calls.facts set (autovacuum_vacuum_insert_scale_factor = 0.05);
alter table calls.aliases set (autovacuum_vacuum_insert_scale_factor = 0.05);

-- Thirty-six rows, each written with every batch: room for many versions, cleaned on the page.
alter table calls.offsets set (fillfactor = 10, autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 2000);

create or replace view calls.api_calls as
  select call_id, request_id, campaign_id, attempt, retell_call_id, call_type, direction, agent_id,
    from_number, to_number, status, outcome, retell_status, disconnection_reason, variables,
    metadata, created_by, requested_at, placed_at, started_at, ended_at, duration_ms,
    recording_url, public_log_url, transcript, transcript_object, transcript_with_tool_calls,
    call_analysis, call_cost, latency, error_code, error_message, raw_extra, version, updated_at,
    search_text
  from calls.retell_calls;
comment on column calls.api_calls.search_text is 'What q looks through; no column of the API.';
