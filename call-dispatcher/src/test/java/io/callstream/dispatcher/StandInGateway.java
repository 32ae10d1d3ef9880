package io.callstream.dispatcher;

import io.callstream.contracts.Locks;
import io.callstream.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;

/**
 * The gateway's control, as far as the gate reads it: the two functions of its schema, and somebody
 * who changes what they say under the locks that the gateway takes.
 */
public final class StandInGateway {

  private static final String SCHEMA =
      """
      create schema gateway;
      create table gateway.control (stopped boolean, line_reopened_at timestamptz, guard_released uuid);
      insert into gateway.control values (false, null, null);
      create table gateway.requests
        (request_id uuid primary key, campaign_id uuid, withdrawn_at timestamptz, stop_asked_at timestamptz,
         ended_at timestamptz);
      create function gateway.gate_control(
          out stopped boolean, out line_reopened_at timestamptz, out guard_released uuid)
        returns setof record language sql volatile security definer set search_path = pg_catalog, gateway
        as 'select stopped, line_reopened_at, guard_released from gateway.control';
      create function gateway.cancelled(request_ids uuid[]) returns setof uuid
        language sql volatile security definer set search_path = pg_catalog, gateway
        as 'select r.request_id from gateway.requests r where r.request_id = any (request_ids)
            and (r.withdrawn_at is not null or r.stop_asked_at is not null)';
      create function gateway.stopping() returns setof uuid
        language sql volatile security definer set search_path = pg_catalog, gateway
        as 'select r.request_id from gateway.requests r
             where r.stop_asked_at is not null and r.withdrawn_at is null and r.ended_at is null';
      create table gateway.campaigns
        (campaign_id uuid primary key, state text, rules jsonb, revision bigint default 1);
      create table gateway.suppressions (number text primary key);
      create function gateway.campaign_rules(campaign_ids uuid[])
        returns table (campaign_id uuid, state text, rules jsonb, revision bigint)
        language sql volatile security definer set search_path = pg_catalog, gateway
        as 'select c.campaign_id, c.state, c.rules, c.revision from gateway.campaigns c
             where c.campaign_id = any (campaign_ids)';
      create function gateway.suppressed(numbers text[]) returns setof text
        language sql volatile security definer set search_path = pg_catalog, gateway
        as 'select s.number from gateway.suppressions s where s.number = any (numbers)';
      create function gateway.pause_itself(of_campaign uuid, reason text) returns boolean
        language plpgsql volatile security definer set search_path = pg_catalog, gateway
        as $f$ begin
          update gateway.campaigns set state = 'pausing' where campaign_id = of_campaign and state = 'running';
          return found;
        end $f$;
      create table gateway.web_slots (request_id uuid primary key);
      create function gateway.web_calls_coming() returns setof uuid
        language sql volatile security definer set search_path = pg_catalog, gateway
        as 'select request_id from gateway.web_slots';
      create function gateway.campaign_of(of_request uuid) returns uuid
        language sql volatile security definer set search_path = pg_catalog, gateway
        as 'select campaign_id from gateway.requests where request_id = of_request';
      revoke execute on all functions in schema gateway from public;
      grant usage on schema gateway to callstream_dispatcher;
      grant execute on all functions in schema gateway to callstream_dispatcher;
      """;

  private final TestDatabase database;

  private StandInGateway(TestDatabase database) {
    this.database = database;
  }

  /** Makes the schema. */
  public static StandInGateway in(TestDatabase database) {
    var gateway = new StandInGateway(database);
    gateway.run(SCHEMA);
    return gateway;
  }

  public static String stop() {
    return "update gateway.control set stopped = true";
  }

  /** Cancelled before any dial; its message says so to the dispatcher. */
  public static String withdraw(UUID requestId) {
    return "insert into gateway.requests (request_id, withdrawn_at) values ('"
        + requestId
        + "', now()) on conflict (request_id) do update set withdrawn_at = now()";
  }

  /** Cancelled when it might have been dialled; no message says so. */
  public static String askStop(UUID requestId) {
    return "insert into gateway.requests (request_id, stop_asked_at) values ('"
        + requestId
        + "', now()) on conflict do nothing";
  }

  /** The same of one that the gateway takes to be over. */
  public static String askStopOfEnded(UUID requestId) {
    return "insert into gateway.requests (request_id, stop_asked_at, ended_at) values ('"
        + requestId
        + "', now(), now())";
  }

  public void reopenLine() {
    run("update gateway.control set stopped = false, line_reopened_at = clock_timestamp()");
  }

  public void release(UUID guardId) {
    run("update gateway.control set guard_released = '" + guardId + "'");
  }

  /** Runs a change. */
  public void run(String sql) {
    try (var connection = database.connectAs("owner");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Begins a change under an exclusive lock; it is in force when the change is committed. */
  public Change change(Locks lock, int key) throws SQLException {
    return new Change(database.connectAs("owner"), lock, key);
  }

  /** A change of control in progress. */
  public static final class Change implements AutoCloseable {

    private final Connection connection;

    private Change(Connection connection, Locks lock, int key) throws SQLException {
      this.connection = connection;
      connection.setAutoCommit(false);
      run("select pg_advisory_xact_lock(" + lock.classId() + ", " + key + ")");
    }

    /** Runs a statement in it. */
    public void run(String sql) throws SQLException {
      try (var statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    public void commit() throws SQLException {
      connection.commit();
    }

    @Override
    public void close() throws SQLException {
      connection.rollback();
      connection.close();
    }
  }

  /** How long a test waits for what must come. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);
}
