-- Campaigns made by Retell's own create-batch-call, whose tasks have metadata of their own.

alter table gateway.recipients add column metadata json;
comment on column gateway.recipients.metadata is 'Of a batch''s task, for its call; null for people of an upload.';
grant update (metadata) on gateway.recipients to callstream_gateway;

create table gateway.batches (
  campaign_id uuid primary key references gateway.campaigns,
  body_digest text not null
);
comment on table gateway.batches is 'Kept for ever, as idempotency keys are; the campaign''s id is name-based from the key where one was sent.';
comment on column gateway.batches.body_digest is 'SHA-256 of the body, hex.';
grant select, insert on gateway.batches to callstream_gateway;
