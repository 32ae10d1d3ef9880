-- Sums over the calls, kept as they change, so that a figure over a month reads hours and not calls.
--
-- A batch adds what it changed as new rows, and so never waits for another projector that counts the
-- same hour; a loop folds those into the sums. Who reads adds the two: no figure is behind the calls.

create table calls.rollups (
  hour timestamptz not null,
  agent_id text,
  campaign_id uuid,
  status text not null,
  outcome text,
  disconnection_reason text,
  latency_bucket smallint,
  calls bigint not null,
  durations bigint not null,
  duration_ms bigint not null,
  costs bigint not null,
  cost numeric not null,
  constraint one_row_for_each_kind unique nulls not distinct
    (hour, agent_id, campaign_id, status, outcome, disconnection_reason, latency_bucket)
) with (fillfactor = 70);
comment on table calls.rollups is 'How many calls of each kind there are, by the hour in which they were requested.';
comment on column calls.rollups.latency_bucket is
  'Of the call''s median end-to-end latency: the twentieth part of a power of ten of its milliseconds.';
comment on column calls.rollups.durations is 'How many of the calls have a duration; duration_ms is the sum of these.';
comment on column calls.rollups.costs is 'How many of the calls have a cost; cost is the sum of these, in cents.';

create table calls.rollup_changes (like calls.rollups);
alter table calls.rollup_changes add column id bigint generated always as identity primary key;
alter table calls.rollup_changes set (autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 10000);
comment on table calls.rollup_changes is 'What has changed of the sums and is not in them yet; counts may be negative.';

alter table calls.retell_calls no force row level security;
insert into calls.rollups
  select date_trunc('hour', requested_at, 'UTC'), agent_id, campaign_id, status, outcome,
         disconnection_reason, bucket, count(*), count(duration_ms), coalesce(sum(duration_ms), 0),
         count(cost), coalesce(sum(cost), 0)
    from calls.retell_calls,
         lateral (select case when jsonb_typeof(latency #> '{e2e,p50}') = 'number'
                               and (latency #>> '{e2e,p50}')::numeric >= 1
                          then floor(20 * log((latency #>> '{e2e,p50}')::numeric))::smallint
                         end as bucket,
                         case when jsonb_typeof(call_cost -> 'combined_cost') = 'number'
                          then (call_cost ->> 'combined_cost')::numeric end as cost) as derived
   group by 1, 2, 3, 4, 5, 6, 7;
alter table calls.retell_calls force row level security;

alter table calls.rollups enable row level security;
alter table calls.rollups force row level security;
alter table calls.rollup_changes enable row level security;
alter table calls.rollup_changes force row level security;
create policy projector on calls.rollups to callstream_projector using (true) with check (true);
create policy projector on calls.rollup_changes to callstream_projector using (true) with check (true);
create policy reader on calls.rollups for select to callstream_reader using (true);
create policy reader on calls.rollup_changes for select to callstream_reader using (true);
create policy views on calls.rollups for select to callstream_owner using (true);
create policy views on calls.rollup_changes for select to callstream_owner using (true);

create view calls.api_rollups as
  select hour, agent_id, campaign_id, status, outcome, disconnection_reason, latency_bucket, calls,
         durations, duration_ms, costs, cost
    from calls.rollups
  union all
  select hour, agent_id, campaign_id, status, outcome, disconnection_reason, latency_bucket, calls,
         durations, duration_ms, costs, cost
    from calls.rollup_changes;
comment on view calls.api_rollups is 'The sums over the calls, for the gateway; to be summed again.';

grant select, insert, update on calls.rollups to callstream_projector;
grant select, insert, delete on calls.rollup_changes to callstream_projector;
grant update (id) on calls.rollup_changes to callstream_projector;
grant select on calls.rollups, calls.rollup_changes to callstream_reader;
grant select on calls.api_rollups to callstream_gateway, callstream_reader;
