-- Campaigns, their people, and the do-not-call list (DESIGN.md, "Gateway"). The dispatcher's gate reads them
-- through the functions below, inside its own transaction and under the locks that every change here takes.

create table gateway.campaigns (
  campaign_id  uuid        primary key,
  name         text        not null check (length(name) between 1 and 200),
  state        text        not null default 'draft' check (state in
                 ('draft', 'running', 'pausing', 'paused', 'cancelling', 'cancelled', 'finished')),
  state_reason text,
  rules        jsonb       not null,
  stop_live    boolean     not null default false,
  created_by   text        not null,
  created_at   timestamptz not null default clock_timestamp(),
  updated_at   timestamptz not null default clock_timestamp(),
  started_at   timestamptz,
  finished_at  timestamptz,
  revision     bigint      not null default 1
);
comment on table gateway.campaigns is 'Rules and state of each campaign. Changed only under the exclusive lock of the campaign.';
comment on column gateway.campaigns.state_reason is 'Why it paused itself; null when a person changed its state.';
comment on column gateway.campaigns.rules is 'CampaignRules of the messages module, as JSON.';
comment on column gateway.campaigns.stop_live is 'Cancelled so that calls going on are stopped too.';
create index campaigns_newest on gateway.campaigns (created_at desc, campaign_id desc);
create index campaigns_to_work_on on gateway.campaigns (campaign_id)
  where state in ('running', 'pausing', 'cancelling');

create table gateway.imports (
  import_id    uuid        primary key,
  campaign_id  uuid        not null references gateway.campaigns,
  began_at     timestamptz not null default clock_timestamp(),
  done_at      timestamptz,
  header       text[],
  accepted     bigint      not null default 0,
  in_file      bigint      not null default 0,
  in_campaign  bigint      not null default 0,
  suppressed   bigint      not null default 0,
  rejected     bigint      not null default 0
);
comment on table gateway.imports is 'One row for each upload of recipients; its counts move with each batch that commits.';
comment on column gateway.imports.done_at is 'Null when the upload broke off, or goes on.';
comment on column gateway.imports.header is 'Columns of a CSV, as its rejects are written again.';
create index imports_of_campaign on gateway.imports (campaign_id);

create table gateway.recipients (
  campaign_id uuid   not null references gateway.campaigns,
  to_number   text   not null,
  place       bigint not null generated always as identity,
  import_id   uuid   not null references gateway.imports,
  external_id text,
  timezone    text,
  variables   json   not null,
  request_id  uuid   not null,
  released_at timestamptz,
  primary key (campaign_id, to_number)
);
comment on table gateway.recipients is 'Whom a campaign is to reach, each number once.';
comment on column gateway.recipients.place is 'The order of release.';
comment on column gateway.recipients.request_id is 'Name-based from campaign and number, so that a repeat makes the same (MECHANISMS.md A1).';
comment on column gateway.recipients.released_at is 'When its request was handed to the outbox.';
create unique index one_recipient_per_external_id on gateway.recipients (campaign_id, external_id)
  where external_id is not null;
create unique index recipients_in_order on gateway.recipients (campaign_id, place);
create index recipients_to_release on gateway.recipients (campaign_id, place) where released_at is null;

create table gateway.rejects (
  import_id   uuid   not null references gateway.imports,
  line        bigint not null,
  column_name text   not null,
  reason      text   not null,
  cells       text[] not null,
  primary key (import_id, line)
);
comment on table gateway.rejects is 'Rows of uploads that are nobody''s recipient, and why.';
comment on column gateway.rejects.line is 'Where the row begins; the first line of the file is 1.';

create table gateway.releases (
  release_id  bigint      primary key generated always as identity,
  campaign_id uuid        not null references gateway.campaigns,
  released_at timestamptz not null default clock_timestamp(),
  n           integer     not null check (n > 0)
);
comment on table gateway.releases is 'How many recipients each release took; the sum of a campaign is how many were released.';
create index releases_of_campaign on gateway.releases (campaign_id) include (n);

alter table gateway.requests add column campaign_id uuid references gateway.campaigns;
comment on column gateway.requests.campaign_id is 'Null for a single call.';
create index requests_to_cancel on gateway.requests (campaign_id, request_id)
  where campaign_id is not null and ended_at is null and withdrawn_at is null;

create table gateway.suppressions (
  number   text        primary key,
  reason   text,
  added_by text        not null,
  added_at timestamptz not null default clock_timestamp()
);
comment on table gateway.suppressions is 'Numbers that must not be called. Changed only under the exclusive lock of each number.';

create function gateway.campaign_rules(campaign_ids uuid[])
  returns table (campaign_id uuid, state text, rules jsonb, revision bigint)
  language sql volatile security definer set search_path = pg_catalog, gateway
as $$
  select c.campaign_id, c.state, c.rules, c.revision
    from gateway.campaigns c where c.campaign_id = any (campaign_ids)
$$;
comment on function gateway.campaign_rules(uuid[]) is 'State and rules; to be read under the lock of each campaign, in a statement of its own.';

create function gateway.suppressed(numbers text[]) returns setof text
  language sql volatile security definer set search_path = pg_catalog, gateway
as $$
  select s.number from gateway.suppressions s where s.number = any (numbers)
$$;
comment on function gateway.suppressed(text[]) is 'Those of the numbers that must not be called; to be read under the lock of each number.';

create function gateway.pause_itself(of_campaign uuid, reason text) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, gateway
as $$
begin
  update gateway.campaigns
     set state = 'pausing', state_reason = reason, updated_at = clock_timestamp(), revision = revision + 1
   where campaign_id = of_campaign and state = 'running';
  return found;
end
$$;
comment on function gateway.pause_itself(uuid, text) is 'The dispatcher pauses a campaign whose calls go wrong; to be called under the exclusive lock of the campaign.';

revoke execute on function gateway.campaign_rules(uuid[]), gateway.suppressed(text[]),
  gateway.pause_itself(uuid, text) from public;
grant execute on function gateway.campaign_rules(uuid[]), gateway.suppressed(text[]),
  gateway.pause_itself(uuid, text) to callstream_dispatcher;

grant select, insert on gateway.campaigns, gateway.imports, gateway.recipients, gateway.rejects,
  gateway.releases, gateway.suppressions to callstream_gateway;
grant update (name, state, state_reason, rules, stop_live, updated_at, started_at, finished_at, revision)
  on gateway.campaigns to callstream_gateway;
grant update (done_at, header, accepted, in_file, in_campaign, suppressed, rejected)
  on gateway.imports to callstream_gateway;
grant update (released_at) on gateway.recipients to callstream_gateway;
grant update (reason, added_by, added_at), delete on gateway.suppressions to callstream_gateway;
