-- How a campaign's newest calls ended is asked each second; while most of its calls go on, those that are over were
-- looked for among all.

create index dials_of_campaign_over on dispatch.dials (campaign_id, gate_at)
  where campaign_id is not null
    and (state = 'ended' and end_source <> 'assumed' or state = 'rejected' and not throttled);

-- One instance looks, whichever is first.
insert into dispatch.pace (name, next_at) values ('self-pause', '-infinity');
