-- Calls wait for moments, so what the planner knows of those that wait is of another time. Where it took them for none,
-- any index that has all of them was as good as another, and each look for calls read them all. An index of waiting
-- calls therefore asks for something that only the statements it is made for ask for.

create index calls_waiting_open_number on dispatch.calls (to_number)
  where state = 'waiting' and hold_code = 'open_call';

-- No call that waits is done; only those that look at all that wait say so: for expired ones, and for why they wait.
create index calls_waiting_expires on dispatch.calls (expires_at) where state = 'waiting' and done_at is null;

create or replace view dispatch.api_holds as
  select c.call_id, 'unknown_outcome' as code,
         'It is not known whether Retell placed this call' as text, null::timestamptz as until
    from dispatch.calls c
   where c.state = 'in_flight'
     and exists (select from dispatch.dials d where d.call_id = c.call_id and d.state = 'unknown')
  union all
  select c.call_id, found.code, found.text, found.until
    from dispatch.calls c
   cross join dispatch.line_hold l
    left join dispatch.campaigns k on k.campaign_id = c.campaign_id
   cross join lateral (
      select c.hold_code is null
             or (c.hold_code in ('scheduled', 'retry_wait', 'outside_window', 'gap', 'daily_cap')
                 and c.due_at <= clock_timestamp()) as none) own
   cross join lateral (select dispatch.campaign_hold(k.hold_code, k.look_at) as code) campaign
   cross join lateral (
      select case when l.wins then l.code when campaign.code is not null then campaign.code
                  when not own.none then c.hold_code else coalesce(l.code, 'paced') end as code,
             case when l.wins then l.text when campaign.code is not null then k.hold_text
                  when not own.none then c.hold_text else coalesce(l.text, 'Its turn comes next') end as text,
             case when l.wins then l.until when campaign.code is not null then k.hold_until
                  when not own.none then c.hold_until else l.until end as until) found
   where c.state = 'waiting' and c.done_at is null;

drop index dispatch.calls_waiting_due;
drop index dispatch.calls_waiting_number;
drop index dispatch.calls_waiting_expiry;
