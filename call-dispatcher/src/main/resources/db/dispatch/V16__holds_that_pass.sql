-- A campaign's want of a slot, or of its rate's next moment, is looked at again within a second while
-- calls of it are due, and by nobody when none is: what was seen last then hid for hours what each
-- of its people waits for.
create function dispatch.campaign_hold(code text, look_at timestamptz) returns text
  language sql volatile
  return case when code in ('no_slot', 'paced') and look_at < clock_timestamp() - interval '5 s' then null
              else code end;
comment on function dispatch.campaign_hold(text, timestamptz) is
  'What holds a whole campaign; none when it passes by itself and was not seen for five seconds.';

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
   where c.state = 'waiting';

create or replace view dispatch.api_campaign_holds as
  select k.campaign_id, case when l.wins then l.code else campaign.code end as code,
         case when l.wins then l.text else k.hold_text end as text,
         case when l.wins then l.until else k.hold_until end as until
    from dispatch.campaigns k cross join dispatch.line_hold l
   cross join lateral (select dispatch.campaign_hold(k.hold_code, k.look_at) as code) campaign
   where l.wins or campaign.code is not null;
