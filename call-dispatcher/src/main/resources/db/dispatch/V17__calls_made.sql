-- How often a person was called, for the report of a campaign: the number of the newest attempt is none, for it
-- may wait, or have been refused.

create view dispatch.api_calls_made as
  select request_id, sum(dispatch.counts_as_call(state, end_reason)) as n
    from dispatch.dials where campaign_id is not null group by request_id;
comment on view dispatch.api_calls_made is 'The dials of each request of a campaign that may have rung.';

grant select on dispatch.api_calls_made to callstream_gateway;
grant execute on function dispatch.counts_as_call(text, text) to callstream_gateway;
