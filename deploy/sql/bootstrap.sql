-- Roles and database, made once by a superuser: by the stack, by compose (its init folder), by the tests.
-- Plain SQL without psql commands; every statement but CREATE DATABASE may be repeated.
--
-- The login's password is the setting callstream.password of the session (PGOPTIONS="-c callstream.password=…"),
-- and `callstream` where it is not set.

DO $$
DECLARE
  service text;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'callstream') THEN
    EXECUTE format(
      'CREATE ROLE callstream LOGIN REPLICATION NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD %L',
      coalesce(nullif(current_setting('callstream.password', true), ''), 'callstream'));
  END IF;
  FOREACH service IN ARRAY ARRAY['owner', 'gateway', 'dispatcher', 'projector', 'reader'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'callstream_' || service) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS', 'callstream_' || service);
    END IF;
  END LOOP;
END
$$;

-- The login is none of these until it says SET ROLE: plainly connected it may do nothing of theirs.
GRANT callstream_owner, callstream_gateway, callstream_dispatcher, callstream_projector, callstream_reader
  TO callstream WITH INHERIT FALSE, SET TRUE;

-- pg_trgm goes by LC_CTYPE: with C no letter but those of ASCII is one to it, and no name in others
-- is found by an index.
CREATE DATABASE callstream TEMPLATE template0 ENCODING 'UTF8'
  LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8';

-- The owner makes the schemas; whatever it makes is its own. The services own nothing.
GRANT CREATE ON DATABASE callstream TO callstream_owner;
