-- What the restore guard was shut for is matched with Retell before anybody may release it.

alter table dispatch.guard
  add column lost_since timestamptz,
  add column matched_at timestamptz;
comment on column dispatch.guard.lost_since is 'When this ledger last said something that is not lost; set while it is shut.';
comment on column dispatch.guard.matched_at is 'Begin of the last look at all calls of Retell after which this ledger knew each of them.';

insert into dispatch.pace (name, next_at) values ('lost', '-infinity');

create or replace function dispatch.guard_now()
  returns table (guard_id uuid, shut boolean, reason text, releasable boolean)
  language sql volatile security definer set search_path = pg_catalog, dispatch
as $$
  select g.guard_id, found.shut,
         case when found.shut then g.reason end,
         -- A ringing call may not be listed: only what was looked at afterwards counts.
         found.shut and clock_timestamp() >= g.releasable_at
           and coalesce(g.matched_at >= g.releasable_at, false)
    from dispatch.guard g
   cross join dispatch.control() c
   cross join lateral (
      select g.guard_id is not null and g.guard_id is distinct from c.guard_released as shut) found
$$;
