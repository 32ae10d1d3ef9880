-- Completed and failed calls where they are few: without these, a page of them walks through all calls,
-- newest first, until it is full. The predicates say what came of the calls, which is written once, with
-- the end. A predicate on the status would cost every update that changes it: an index that mentions a
-- column, if only to leave rows out, makes such an update enter all indexes.
--
-- An ending that is new to us is `failed` whatever the status (CONTRACT.md), so that is in both.

create index retell_calls_completed on calls.retell_calls (requested_at desc, call_id desc)
  where outcome in ('answered', 'transferred', 'voicemail', 'failed');
create index retell_calls_failed on calls.retell_calls (requested_at desc, call_id desc)
  where outcome in ('no_answer', 'busy', 'declined', 'invalid', 'not_joined', 'failed', 'unknown');
