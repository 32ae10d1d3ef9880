-- How a campaign's newest calls ended is asked each second; while most of its calls go on, those that are over were
-- looked for among all.

create index dials_of_campaign_over on dispatch.dials (campaign_id, gate_at)
  where campaign_id is not null
    and (state = 'ended' and end_source <> 'assumed' or state = 'rejected' and not throttled);

-- Few: their requests may have been cancelled since, which is asked each second.
create index dials_found_late on dispatch.dials (request_id) where late and state = 'placed' and not stop_wanted;

-- One instance looks, whichever is first.
insert into dispatch.pace (name, next_at) values ('self-pause', '-infinity');
comment on table dispatch.pace is 'When a thing of each kind may be done again, over all instances: a read of Retell, a look that one makes for all.';
