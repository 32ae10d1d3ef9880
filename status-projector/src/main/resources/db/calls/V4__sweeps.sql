-- The sweep that looks for what webhooks missed: one projector at a time, and how far back the next
-- one has to look.
create table calls.sweeps (
  only_row boolean primary key default true check (only_row),
  leased_by text not null default 'nobody',
  leased_until timestamptz not null default '-infinity',
  complete_to timestamptz
);
comment on table calls.sweeps is 'Who looks at Retell for missed webhooks, and what has been looked through.';
comment on column calls.sweeps.complete_to is 'When the last sweep that came to its end began; null before the first.';
insert into calls.sweeps default values;

alter table calls.sweeps enable row level security;
alter table calls.sweeps force row level security;
create policy projector on calls.sweeps to callstream_projector using (true) with check (true);
grant select, update on calls.sweeps to callstream_projector;
