-- What was changed at Retell by Retell's own update-call and delete-call, which send no webhook.

create table gateway.call_changes (
  call_id    uuid        primary key,
  metadata   jsonb,
  deleted_at timestamptz,
  changed_by text        not null,
  changed_at timestamptz not null default clock_timestamp()
);
comment on table gateway.call_changes is 'Laid over calls on Retell''s own addresses; the read model and its events stay as they were.';
comment on column gateway.call_changes.metadata is 'In place of the call''s; null when it was not changed.';
comment on column gateway.call_changes.deleted_at is 'Deleted at Retell, and shown no more on Retell''s addresses.';
grant select, insert, update on gateway.call_changes to callstream_gateway;
