-- What came in by Retell's own create-phone-call without an idempotency key: the SDKs repeat it by themselves.

create table gateway.sdk_requests (
  request_id  uuid        primary key,
  api_key_id  text        not null,
  body_digest text        not null,
  accepted_at timestamptz not null default clock_timestamp()
);
comment on table gateway.sdk_requests is 'A repeat is joined to the newest of the same key and body of the last 10 minutes; kept an hour.';
comment on column gateway.sdk_requests.body_digest is 'SHA-256 of the body in our own words, hex.';
create index sdk_requests_to_join on gateway.sdk_requests (api_key_id, body_digest, accepted_at);
create index sdk_requests_by_age on gateway.sdk_requests (accepted_at);

grant select, insert, update, delete on gateway.sdk_requests to callstream_gateway;
