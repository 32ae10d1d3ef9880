package io.callstream.dispatcher.ledger;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.HoldCode;
import io.callstream.contracts.Json;
import io.callstream.dispatcher.rules.CallState;
import io.callstream.dispatcher.rules.Hold;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** {@code dispatch.calls}: what is to be done. */
public final class Calls {

  private final JdbcClient database;

  public Calls(JdbcClient database) {
    this.database = database;
  }

  /** How a call came to be done, as its column names it. */
  public enum DoneAs {
    ENDED,
    REJECTED,
    EXPIRED,
    UNDELIVERABLE,
    ABANDONED,
    CANCELLED;

    String wire() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * Takes calls in; the rows of their numbers are there already.
   *
   * @return how many were not there already
   */
  int add(Collection<PlaceCall> calls) {
    return database
        .sql(
            """
            with now as materialized (select clock_timestamp() as at)
            insert into dispatch.calls (call_id, request_id, attempt, campaign_id, to_number,
              from_number, agent_id, variables, metadata, requested_at, due_at, expires_at,
              created_by, timezone, call_window, retry, hold_code, hold_text, hold_until)
            select u.*, case when u.due > now.at then :scheduled end,
                   case when u.due > now.at then 'It is not due yet' end, case when u.due > now.at then u.due end
              from now,
                   unnest(:calls::uuid[], :requests::uuid[], :attempts::int[], :campaigns::uuid[],
                     :to::text[], :from::text[], :agents::text[], :variables::json[],
                     :metadata::json[], :requested::timestamptz[], :due::timestamptz[],
                     :expires::timestamptz[], :by::text[], :zones::text[], :windows::json[],
                     :retries::json[])
                   u (call, request, attempt, campaign, to_number, from_number, agent, variables,
                      metadata, requested, due, expires, by, zone, call_window, retry)
             order by u.call
            on conflict do nothing
            """)
        .param("calls", array("uuid", calls, PlaceCall::callId))
        .param("requests", array("uuid", calls, PlaceCall::requestId))
        .param("attempts", array("int4", calls, PlaceCall::attempt))
        .param("campaigns", array("uuid", calls, PlaceCall::campaignId))
        .param("to", array("text", calls, PlaceCall::toNumber))
        .param("from", array("text", calls, PlaceCall::fromNumber))
        .param("agents", array("text", calls, PlaceCall::agentId))
        .param("variables", array("text", calls, call -> json(call.variables())))
        .param("metadata", array("text", calls, call -> json(call.metadata())))
        .param("requested", array("timestamptz", calls, call -> SqlTimes.at(call.requestedAt())))
        .param("due", array("timestamptz", calls, call -> SqlTimes.at(call.dueAt())))
        .param("expires", array("timestamptz", calls, call -> SqlTimes.at(call.expiresAt())))
        .param("by", array("text", calls, PlaceCall::createdBy))
        .param("zones", array("text", calls, PlaceCall::timezone))
        .param("windows", array("text", calls, call -> json(call.window())))
        .param("retries", array("text", calls, call -> json(call.retry())))
        .param("scheduled", HoldCode.SCHEDULED.wire())
        .update();
  }

  private static SqlArrayValue array(
      String type, Collection<PlaceCall> calls, Function<PlaceCall, @Nullable Object> part) {
    return new SqlArrayValue(type, calls.stream().map(part).toArray());
  }

  /** Makes the rows of campaigns that are missing; a new one begins where the others stand. */
  void addCampaigns(Collection<UUID> campaignIds) {
    database
        .sql(
            """
            insert into dispatch.campaigns (campaign_id)
            select id from unnest(:ids::uuid[]) id order by id on conflict do nothing
            """)
        .param("ids", SqlIds.array(campaignIds))
        .update();
  }

  private static @Nullable String json(@Nullable Object value) {
    return value == null ? null : Json.mapper().writeValueAsString(value);
  }

  /** Remembers a request that was given up before it came here, so that it is never dialled. */
  public boolean addUndeliverable(UUID requestId, UUID callId) {
    return database
            .sql(
                """
                insert into dispatch.calls (call_id, request_id, campaign_id, requested_at, due_at,
                  expires_at, state, done_as, done_at)
                values (:call, :request, dispatch.campaign_of(:request), now(), now(), now(), 'done',
                  'undeliverable', now())
                on conflict do nothing
                """)
            .param("call", callId)
            .param("request", requestId)
            .update()
        == 1;
  }

  /**
   * Locks the rows, in ascending order.
   *
   * @return those that are there
   */
  List<UUID> lock(Collection<UUID> callIds) {
    return database
        .sql(
            "select call_id from dispatch.calls where call_id = any (:ids) order by call_id for update")
        .param("ids", SqlIds.array(callIds))
        .query(SqlIds::first)
        .list();
  }

  /** The state of a call whose row is locked; empty when there is none. */
  public Optional<CallState> state(UUID callId) {
    return database
        .sql("select state from dispatch.calls where call_id = :id")
        .param("id", callId)
        .query((row, _) -> CallState.of(row.getString("state")))
        .optional();
  }

  /** A call and its request. */
  record Ids(UUID callId, UUID requestId) {}

  /** Whether the time of any waiting call has passed. */
  boolean anyExpired() {
    return database
        .sql(
            """
            select exists (select from dispatch.calls
                            where state = 'waiting' and done_at is null
                              and expires_at <= (select clock_timestamp()))
            """)
        .query(Boolean.class)
        .single();
  }

  /**
   * Waiting calls whose time has passed, without those that wait for the word of their
   * cancellation: however many they are, they hide no other.
   */
  List<Ids> expired(int limit) {
    return database
        .sql(
            """
            select call_id, request_id from dispatch.calls
             where state = 'waiting' and done_at is null
               and expires_at <= (select clock_timestamp())
               and not exists (select from gateway.cancelled(array[request_id]))
             order by expires_at limit :limit
            """)
        .param("limit", limit)
        .query((row, _) ->
            new Ids(row.getObject("call_id", UUID.class), row.getObject("request_id", UUID.class)))
        .list();
  }

  /** They have an open dial each. */
  public void inFlight(Collection<UUID> callIds) {
    database
        .sql(
            """
            update dispatch.calls
               set state = 'in_flight', hold_code = null, hold_text = null, hold_until = null
             where call_id = any (:ids) and state = 'waiting'
            """)
        .param("ids", SqlIds.array(callIds))
        .update();
  }

  /** Retell has their calls. */
  void placed(Collection<UUID> callIds) {
    database
        .sql("update dispatch.calls set placed = true where call_id = any (:ids) and not placed")
        .param("ids", SqlIds.array(callIds))
        .update();
  }

  /** What Retell's end of it means. */
  void endedAs(UUID callId, String status, String outcome) {
    database
        .sql(
            "update dispatch.calls set end_status = :status, outcome = :outcome where call_id = :id")
        .param("status", status)
        .param("outcome", outcome)
        .param("id", callId)
        .update();
  }

  /** It may be dialled again, from a moment on. */
  void waitAgain(UUID callId, Hold hold, Instant dueAt) {
    database
        .sql(
            "update dispatch.calls set state = 'waiting' where call_id = :id and state = 'in_flight'")
        .param("id", callId)
        .update();
    hold(callId, hold, dueAt);
  }

  /** Why it waits, and when the gate looks again. */
  public void hold(UUID callId, Hold hold, Instant dueAt) {
    database
        .sql(
            """
            update dispatch.calls
               set due_at = :due, hold_code = :code, hold_text = :text, hold_until = :until
             where call_id = :id and state = 'waiting'
            """)
        .param("due", SqlTimes.at(dueAt))
        .param("code", hold.code().wire())
        .param("text", hold.text())
        .param("until", SqlTimes.atOrNull(hold.until()), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
        .param("id", callId)
        .update();
  }

  /** What held it is gone: the gate looks at it again at once. */
  void unhold(UUID callId) {
    database
        .sql(
            """
            update dispatch.calls
               set due_at = clock_timestamp(), hold_code = null, hold_text = null, hold_until = null
             where call_id = :id and state = 'waiting'
            """)
        .param("id", callId)
        .update();
  }

  /** It is not wanted any more: its time is up. */
  public void lapse(UUID callId) {
    database
        .sql(
            """
            update dispatch.calls set expires_at = least(expires_at, clock_timestamp())
             where call_id = :id and state = 'waiting'
            """)
        .param("id", callId)
        .update();
  }

  /** The gate looks at it again at a moment. */
  public void lookAgain(UUID callId, Instant dueAt) {
    database
        .sql("update dispatch.calls set due_at = :due where call_id = :id and state = 'waiting'")
        .param("due", SqlTimes.at(dueAt))
        .param("id", callId)
        .update();
  }

  /**
   * It is never dialled again.
   *
   * @return false when that was known
   */
  public boolean done(UUID callId, DoneAs as) {
    return database
            .sql(
                """
                update dispatch.calls
                   set state = 'done', done_as = :as, done_at = clock_timestamp(), hold_until = null,
                       hold_code = case when :as = 'expired' and hold_code = 'suppressed' then hold_code end,
                       hold_text = case when :as = 'expired' and hold_code = 'suppressed' then hold_text end
                 where call_id = :id and state <> 'done'
                """)
            .param("as", as.wire())
            .param("id", callId)
            .update()
        == 1;
  }
}
