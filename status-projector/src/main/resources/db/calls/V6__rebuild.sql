-- Which mapping made the read model, and where a rebuild puts what another mapping makes of the same
-- records until it is switched to.

create table calls.mapping (
  only_row boolean primary key default true check (only_row),
  version integer not null,
  since timestamptz not null default now()
);
comment on table calls.mapping is 'Which version of the mapping made the read model; a projector with another one stands still.';
insert into calls.mapping (version) values (1);

create table calls.older_rows (
  call_id uuid primary key,
  mapping integer not null
);
comment on table calls.older_rows is
  'Calls that an earlier mapping made and a rebuild left alone, since Kafka no longer has all that is known of them.';
comment on column calls.older_rows.mapping is 'The version that made the row.';

-- How many corrections a call has had: its version less these is the number of its records.
create index facts_corrected on calls.facts (call_id) where fact = 'corrected';

-- A rebuild can be had again: nothing of it is logged, and a crash of the server empties all of it.
create unlogged table calls.rebuilds (
  only_row boolean primary key default true check (only_row),
  mapping integer not null,
  run uuid not null
);
comment on table calls.rebuilds is 'The rebuild under way; run is of the process that is at it, and shuts out the one before.';

create unlogged table calls.rebuilt_calls (
  like calls.retell_calls including defaults including constraints including storage including compression,
  primary key (call_id)
) with (fillfactor = 70);
comment on table calls.rebuilt_calls is 'What the mapping of the rebuild makes of the calls, beside calls.retell_calls.';

create unlogged table calls.rebuilt_facts (
  call_id uuid not null,
  fact text not null,
  digest text not null,
  primary key (call_id, fact, digest)
);
comment on table calls.rebuilt_facts is 'What has been folded into calls.rebuilt_calls.';

create unlogged table calls.rebuilt_offsets (
  topic text not null,
  partition integer not null,
  topic_id uuid not null,
  next_offset bigint not null,
  primary key (topic, partition)
);
comment on table calls.rebuilt_offsets is 'How far the rebuild has read; never further than calls.offsets.';

create unlogged table calls.rebuilt_changes (
  call_id uuid primary key,
  columns text[] not null
);
comment on table calls.rebuilt_changes is 'Calls whose rebuilt row differs, as last compared.';
comment on column calls.rebuilt_changes.columns is
  'Those that readers see; none when only stamps or search_text differ.';

do $$
declare
  name text;
begin
  foreach name in array array['mapping', 'older_rows', 'rebuilds', 'rebuilt_calls', 'rebuilt_facts',
      'rebuilt_offsets', 'rebuilt_changes'] loop
    execute format('alter table calls.%I enable row level security', name);
    execute format('alter table calls.%I force row level security', name);
    execute format(
      'create policy projector on calls.%I to callstream_projector using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on calls.%I to callstream_projector', name);
  end loop;
  foreach name in array array['rebuilt_calls', 'rebuilt_facts', 'rebuilt_offsets', 'rebuilt_changes'] loop
    execute format('grant truncate on calls.%I to callstream_projector', name);
  end loop;
  foreach name in array array['mapping', 'older_rows'] loop
    execute format('create policy reader on calls.%I for select to callstream_reader using (true)', name);
    execute format('grant select on calls.%I to callstream_reader', name);
  end loop;
end
$$;
