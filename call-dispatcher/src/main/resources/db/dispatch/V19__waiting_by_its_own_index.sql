-- Calls wait for moments, so what the planner knows of those that wait is of another time. Where it took them for none,
-- any index that has all of them was as good as another, and each look for calls read them all. An index of waiting
-- calls therefore asks for something that only the statements it is made for ask for.

drop index dispatch.calls_waiting_due;

drop index dispatch.calls_waiting_number;
create index calls_waiting_open_number on dispatch.calls (to_number)
  where state = 'waiting' and hold_code = 'open_call';

-- No call that waits is done; only the look for expired ones says so.
drop index dispatch.calls_waiting_expiry;
create index calls_waiting_expiry on dispatch.calls (expires_at) where state = 'waiting' and done_at is null;
