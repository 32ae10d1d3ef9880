-- Who may look at the dashboard, and their sessions. Secrets are kept as digests.

create table gateway.users (
  name          text        primary key check (length(name) between 1 and 64),
  password_hash text        not null,
  created_at    timestamptz not null default now()
);
comment on table gateway.users is 'People who sign in to the dashboard.';
comment on column gateway.users.password_hash is 'bcrypt.';

create table gateway.sessions (
  digest     bytea       primary key check (length(digest) = 32),
  user_name  text        not null references gateway.users on delete cascade,
  created_at timestamptz not null default now(),
  seen_at    timestamptz not null default now()
);
comment on table gateway.sessions is 'Who is signed in, for all gateways.';
comment on column gateway.sessions.digest is 'SHA-256 of the cookie.';
comment on column gateway.sessions.seen_at is 'Last use, exact to some minutes.';
create index sessions_by_use on gateway.sessions (seen_at);

create table gateway.first_links (
  digest  bytea       primary key check (length(digest) = 32),
  made_at timestamptz not null default now()
);
comment on table gateway.first_links is 'Links that make the first user; void once there is one.';

grant select, insert on gateway.users to callstream_gateway;
grant select, insert, delete on gateway.sessions, gateway.first_links to callstream_gateway;
grant update (seen_at) on gateway.sessions to callstream_gateway;
