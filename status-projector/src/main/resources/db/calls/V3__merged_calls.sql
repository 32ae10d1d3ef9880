-- Rows of foreign calls that turned out to be ours and were folded into ours: the old id stays
-- readable. Written in the transaction that moves the facts and takes the old row away.
create table calls.merged (
  old_id text primary key,
  call_id uuid not null
);
comment on table calls.merged is 'Ids of rows that were folded into another: every read takes the old id, too.';
create index merged_into on calls.merged (call_id);

alter table calls.merged enable row level security;
alter table calls.merged force row level security;
create policy projector on calls.merged to callstream_projector using (true) with check (true);
create policy reader on calls.merged for select to callstream_reader using (true);
create policy views on calls.merged for select to callstream_owner using (true);
grant select, insert on calls.merged to callstream_projector;
grant select on calls.merged to callstream_reader;
grant delete on calls.retell_calls, calls.aliases, calls.facts to callstream_projector;

create or replace view calls.api_aliases as
  select retell_call_id, call_id from calls.aliases
  union all
  select old_id, call_id from calls.merged;
comment on view calls.api_aliases is 'Which row an id belongs to that is not the row''s own, for the gateway.';
