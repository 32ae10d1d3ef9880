-- Written with each dial, and read by nobody.
alter table dispatch.numbers drop column last_dial, drop column last_dial_at;
drop function dispatch.open_requests(uuid[]);

-- Asked each second of each campaign, however many of its calls have ended since.
create index dials_unpaid on dispatch.dials (campaign_id, gate_at)
  where end_reason = 'no_valid_payment' and end_source <> 'assumed';
