package io.callstream.dispatcher.ledger;

import io.callstream.contracts.DispatchSignal.Source;
import io.callstream.dispatcher.rules.DialState;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code dispatch.dials}: the one-shot tokens. Rows are changed under the lock of their call. */
final class Dials {

  private final JdbcClient database;

  Dials(JdbcClient database) {
    this.database = database;
  }

  Optional<DialRow> find(UUID dialId) {
    return one("dial_id = :id", dialId);
  }

  Optional<DialRow> findByRetellCall(String retellCallId) {
    return one("retell_call_id = :id", retellCallId);
  }

  /** The dial of a call whose answer is not known; there is one at most. */
  Optional<DialRow> unanswered(UUID callId) {
    return one("state in ('dialling', 'unknown') and call_id = :id", callId);
  }

  List<DialState> statesOf(UUID callId) {
    return database
        .sql("select state from dispatch.dials where call_id = :id")
        .param("id", callId)
        .query((row, _) -> DialState.of(row.getString("state")))
        .list();
  }

  /** A call was made of it; asked about from then on. */
  void placed(UUID dialId, String retellCallId, Instant askAt, @Nullable Instant lateShutUntil) {
    database
        .sql(
            """
            update dispatch.dials
               set state = 'placed', retell_call_id = :retell, placed_at = clock_timestamp(),
                   late = cast(:shut as timestamptz) is not null,
                   shut_until = cast(:shut as timestamptz), ask_at = :ask, asks = 0, misses = 0,
                   stop_at = case when stop_wanted then clock_timestamp() end
             where dial_id = :id
            """)
        .param("retell", retellCallId)
        .param("shut", SqlTimes.atOrNull(lateShutUntil), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
        .param("ask", SqlTimes.at(askAt))
        .param("id", dialId)
        .update();
  }

  void unknown(UUID dialId, String cause, Instant askAt) {
    database
        .sql(
            """
            update dispatch.dials
               set state = 'unknown', unknown_at = clock_timestamp(), answer = :cause,
                   ask_at = :ask, asks = 0, misses = 0
             where dial_id = :id
            """)
        .param("cause", cause)
        .param("ask", SqlTimes.at(askAt))
        .param("id", dialId)
        .update();
  }

  /** A definite no, or the end of asking. */
  void closed(UUID dialId, DialState to, String answer, @Nullable Instant shutUntil) {
    database
        .sql(
            """
            update dispatch.dials
               set state = :state, answer = :answer, ask_at = null, stop_at = null,
                   shut_until = cast(:shut as timestamptz)
             where dial_id = :id
            """)
        .param("state", to.wire())
        .param("answer", answer)
        .param("shut", SqlTimes.atOrNull(shutUntil), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
        .param("id", dialId)
        .update();
  }

  void throttled(UUID dialId, String answer, Instant askAt, Instant shutUntil) {
    closed(dialId, DialState.REJECTED, answer, shutUntil);
    database
        .sql(
            """
            update dispatch.dials set throttled = true, ask_at = :ask, asks = 0, misses = 0
             where dial_id = :id
            """)
        .param("ask", SqlTimes.at(askAt))
        .param("id", dialId)
        .update();
  }

  /** Retell's list has no call of this throttled dial. */
  void cleared(UUID dialId) {
    database
        .sql(
            """
            update dispatch.dials
               set cleared_at = clock_timestamp(), ask_at = null, shut_until = null
             where dial_id = :id
            """)
        .param("id", dialId)
        .update();
  }

  /**
   * It is over. Where nobody said how long was talked, it counts as long as it may have been: whole
   * when the end is assumed, else since Retell had it.
   *
   * @param lengthMax the longest call
   */
  void ended(UUID dialId, End end, Duration lengthMax, @Nullable Instant shutUntil) {
    database
        .sql(
            """
            update dispatch.dials
               set state = 'ended', ended_at = clock_timestamp(), end_source = :source,
                   end_reason = :reason,
                   duration_ms = coalesce(:talked, case when :told then least(:longest,
                     extract(epoch from clock_timestamp() - coalesce(placed_at, gate_at)) * 1000)::bigint
                     else :longest end),
                   ask_at = case when say_again then ask_at end,
                   stop_at = null, shut_until = cast(:shut as timestamptz)
             where dial_id = :id
            """)
        .param("source", end.source().name().toLowerCase(java.util.Locale.ROOT))
        .param("reason", end.reason(), java.sql.Types.VARCHAR)
        .param("talked", end.talkedMs(), java.sql.Types.BIGINT)
        .param("told", end.source() != Source.ASSUMED)
        .param("longest", lengthMax.toMillis())
        .param("shut", SqlTimes.atOrNull(shutUntil), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
        .param("id", dialId)
        .update();
  }

  /** What was asked for on behalf of another reader has been said. */
  void saidAgain(UUID dialId) {
    database
        .sql(
            """
            update dispatch.dials
               set say_again = false, ask_at = case when state = 'ended' then null else ask_at end
             where dial_id = :id
            """)
        .param("id", dialId)
        .update();
  }

  /** An answer from a healthy API did not have it. */
  void missed(UUID dialId) {
    database
        .sql("update dispatch.dials set misses = misses + 1 where dial_id = :id")
        .param("id", dialId)
        .update();
  }

  /**
   * A Retell call that no token of this ledger is known for: a second one, or one from a past that
   * was lost. It is placed and late.
   *
   * @param dialId its own
   * @param of the dial it is the second call of; null when there is none
   * @return false when it was there already
   */
  boolean addFound(UUID dialId, Found found, @Nullable UUID of) {
    return database
            .sql(
                """
                insert into dispatch.dials (dial_id, call_id, request_id, to_number, state, late,
                  duplicate_of, gate_at, lease_until, retell_call_id, placed_at, ask_at,
                  stop_wanted, stop_at, shut_until, campaign_id)
                select :dial, call_id, request_id, to_number, 'placed', true, :of, :gate, :gate,
                  :retell, clock_timestamp(), :ask, :stop, case when :stop then clock_timestamp() end,
                  :shut, campaign_id
                  from dispatch.calls where call_id = :call
                on conflict do nothing
                """)
            .param("dial", dialId)
            .param("of", of, java.sql.Types.OTHER)
            .param("gate", SqlTimes.at(found.gateAt()))
            .param("retell", found.retellCallId())
            .param("ask", SqlTimes.at(found.askAt()))
            .param("stop", of != null)
            .param("shut", SqlTimes.at(found.shutUntil()))
            .param("call", found.callId())
            .update()
        == 1;
  }

  /** A call at Retell that has no row yet. */
  record Found(
      UUID callId, String retellCallId, Instant gateAt, Instant askAt, Instant shutUntil) {}

  /**
   * A found row and a dial turn out to be one: the dial gets the call with all that became of it,
   * and the found row stays behind as one that sent nothing.
   *
   * @param late whether the dial had been closed
   */
  void takeOver(UUID dialId, UUID foundId, boolean late) {
    database
        .sql(
            """
            with found as (
              update dispatch.dials
                 set state = 'not_sent', late = false, answer = 'one with dial ' || :dial::text,
                     retell_call_id = null, ended_at = null, end_source = null, end_reason = null,
                     ask_at = null, stop_at = null, shut_until = null, say_again = false,
                     duration_ms = null
               where dial_id = :found
              returning old.*)
            update dispatch.dials d
               set state = f.state, late = :late, retell_call_id = f.retell_call_id,
                   placed_at = f.placed_at, ended_at = f.ended_at, end_source = f.end_source,
                   end_reason = f.end_reason, duration_ms = f.duration_ms, ask_at = f.ask_at, asks = f.asks, misses = f.misses,
                   say_again = f.say_again,
                   stop_at = case when d.stop_wanted and f.state = 'placed' then clock_timestamp() end,
                   shut_until = case when :late or f.state = 'ended' then f.shut_until end
              from found f where d.dial_id = :dial
            """)
        .param("dial", dialId)
        .param("found", foundId)
        .param("late", late)
        .update();
  }

  /** Stop-call is sent at once, if it was wanted: the call has connected. */
  void stopNowIfWanted(UUID dialId) {
    database
        .sql(
            """
            update dispatch.dials set stop_at = clock_timestamp()
             where dial_id = :id and stop_wanted and state = 'placed'
            """)
        .param("id", dialId)
        .update();
  }

  /**
   * The leases go on; only the sender of these dials calls this. What is locked is being answered,
   * and is waited for by nobody: many are answered at once, in an order of their own.
   */
  void renewLeases(Collection<UUID> dialIds, Duration lease) {
    database
        .sql(
            """
            update dispatch.dials set lease_until = clock_timestamp() + cast(:lease as interval)
             where state = 'dialling' and dial_id in (
               select dial_id from dispatch.dials
                where state = 'dialling' and dial_id = any (:ids)
                order by dial_id for update skip locked)
            """)
        .param("lease", lease.toMillis() + " milliseconds")
        .param("ids", SqlIds.array(dialIds))
        .update();
  }

  List<UUID> lapsed(int limit) {
    return database
        .sql(
            """
            select dial_id from dispatch.dials
             where state = 'dialling' and lease_until < (select clock_timestamp()) order by lease_until limit :limit
            """)
        .param("limit", limit)
        .query(SqlIds::first)
        .list();
  }

  private Optional<DialRow> one(String condition, Object id) {
    return database
        .sql("select " + DialRow.COLUMNS + " from dispatch.dials where " + condition)
        .param("id", id)
        .query(DialRow::of)
        .optional();
  }
}
