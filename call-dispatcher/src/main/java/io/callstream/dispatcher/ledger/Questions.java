package io.callstream.dispatcher.ledger;

import io.callstream.dispatcher.rules.Backoff;
import io.callstream.dispatcher.rules.DialState;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * What is to be asked of Retell next, each by one instance; no lock is held while Retell answers.
 */
public final class Questions {

  private static final String UNLISTED =
      "(state = 'unknown' or (state = 'rejected' and throttled and cleared_at is null))";
  private static final String ENDS = "(state = 'placed' or (state = 'ended' and say_again))";

  private final JdbcClient database;
  private final Waits waits;

  public Questions(JdbcClient database, Waits waits) {
    this.database = database;
    this.waits = waits;
  }

  /** Dials that list-calls is to be asked for: unknown ones, and throttled ones to be cleared. */
  public List<DialRow> unlisted(int limit) {
    return due(UNLISTED, limit);
  }

  /** Dials whose end is to be asked for. */
  public List<DialRow> ends(int limit) {
    return due(ENDS, limit);
  }

  /**
   * Takes the question, and sets when it comes again if nothing changes.
   *
   * @return false when another instance has taken it
   */
  public boolean take(DialRow dial) {
    Backoff backoff = dial.state() == DialState.PLACED ? waits.askPlaced() : waits.askUnknown();
    return database
            .sql(
                """
                update dispatch.dials
                   set asks = asks + 1, ask_at = clock_timestamp() + cast(:wait as interval)
                 where dial_id = :id and asks = :asks and state = :state
                   and ask_at <= (select clock_timestamp())
                """)
            .param("wait", interval(backoff.after(dial.asks() + 1)))
            .param("id", dial.dialId())
            .param("asks", dial.asks())
            .param("state", dial.state().wire())
            .update()
        == 1;
  }

  /** Whether any call is open. */
  public boolean anyInFlight() {
    return database
        .sql(
            """
            select exists (select from dispatch.dials
                            where state in ('dialling', 'unknown', 'placed'))
            """)
        .query(Boolean.class)
        .single();
  }

  /** Requests of calls that go on, that were found when their dial was closed. */
  public List<UUID> requestsFoundLate() {
    return database
        .sql(
            """
            select distinct request_id from dispatch.dials
             where late and state = 'placed' and not stop_wanted
            """)
        .query(SqlIds::first)
        .list();
  }

  /** Requests of dials that are open and not yet to be stopped. */
  public List<UUID> requestsInFlight() {
    return database
        .sql(
            """
            select distinct request_id from dispatch.dials
             where state in ('dialling', 'unknown', 'placed') and not stop_wanted
            """)
        .query(SqlIds::first)
        .list();
  }

  /** These requests are cancelled: their calls are stopped as soon as Retell's id is known. */
  public void stop(Collection<UUID> requestIds) {
    database
        .sql(
            """
            with open as (
              select dial_id from dispatch.dials
               where request_id = any (:ids) and state in ('dialling', 'unknown', 'placed')
                 and not stop_wanted
               order by dial_id for update)
            update dispatch.dials d
               set stop_wanted = true, stops = 0,
                   stop_at = case when d.state = 'placed' then clock_timestamp() end
              from open o where d.dial_id = o.dial_id
            """)
        .param("ids", SqlIds.array(requestIds))
        .update();
  }

  /** Dials for which stop-call is to be sent. */
  public List<DialRow> stops(int limit) {
    return database
        .sql(
            "select "
                + DialRow.COLUMNS
                + " from dispatch.dials where stop_at <= (select clock_timestamp()) and state = 'placed'"
                + " order by stop_at limit :limit")
        .param("limit", limit)
        .query(DialRow::of)
        .list();
  }

  /** Takes a stop; as {@link #take}. */
  public boolean takeStop(DialRow dial, Duration untilNext) {
    return database
            .sql(
                """
                update dispatch.dials
                   set stops = stops + 1, stop_at = clock_timestamp() + cast(:wait as interval)
                 where dial_id = :id and stops = :stops and stop_at <= (select clock_timestamp())
                   and state = 'placed'
                """)
            .param("wait", interval(untilNext))
            .param("id", dial.dialId())
            .param("stops", dial.stops())
            .update()
        == 1;
  }

  /**
   * Retell has taken the stop: not sent again unless the call then connects, and its end is asked
   * for soon.
   */
  public void stopped(DialRow dial, Duration askAfter) {
    database
        .sql(
            """
            update dispatch.dials
               set stop_at = null, asks = 0,
                   ask_at = least(ask_at, clock_timestamp() + cast(:wait as interval))
             where dial_id = :id and state = 'placed' and stops = :stops
            """)
        .param("wait", interval(askAfter))
        .param("id", dial.dialId())
        .param("stops", dial.stops() + 1)
        .update();
  }

  /** Of these calls at Retell those that no dial of this ledger has. */
  public Set<String> undialled(Collection<String> retellCallIds) {
    var unknown = new HashSet<>(retellCallIds);
    database
        .sql("select retell_call_id from dispatch.dials where retell_call_id = any (:ids)")
        .param("ids", new SqlArrayValue("text", retellCallIds.toArray()))
        .query(String.class)
        .list()
        .forEach(unknown::remove);
    return unknown;
  }

  /** Whether this ledger takes one of these calls, which are over, for one that goes on. */
  public boolean anyTakenForOpen(Collection<String> retellCallIds) {
    return database
        .sql(
            """
            select exists (select from dispatch.dials
                            where state = 'placed' and retell_call_id = any (:ids))
            """)
        .param("ids", new SqlArrayValue("text", retellCallIds.toArray()))
        .query(Boolean.class)
        .single();
  }

  /** A reader gave up on a webhook of these: they are asked about, and their end is said again. */
  public void askAgain(Collection<UUID> callIds, Collection<String> retellCallIds) {
    database
        .sql(
            """
            update dispatch.dials set say_again = true, ask_at = clock_timestamp(), misses = 0
             where state in ('placed', 'ended')
               and (retell_call_id = any (:retell) or call_id = any (:calls))
            """)
        .param("retell", new SqlArrayValue("text", retellCallIds.toArray()))
        .param("calls", SqlIds.array(callIds))
        .update();
  }

  /**
   * Takes a place in the pace that all instances share (of Retell, which allows 30 lists and 100
   * other reads in 10 s, and of the ledger, for what one instance does for all).
   *
   * @param kind a row of {@code dispatch.pace}; a kind that is not there never has its turn
   * @param apart between two of that kind
   * @return false when it is not time
   */
  public boolean takeTurn(String kind, Duration apart) {
    return database
            .sql(
                """
                update dispatch.pace set next_at = clock_timestamp() + cast(:apart as interval)
                 where name = :kind and next_at <= clock_timestamp()
                """)
            .param("apart", interval(apart))
            .param("kind", kind)
            .update()
        == 1;
  }

  private List<DialRow> due(String which, int limit) {
    return database
        .sql(
            "select "
                + DialRow.COLUMNS
                + " from dispatch.dials where ask_at <= (select clock_timestamp()) and "
                + which
                + " order by ask_at limit :limit")
        .param("limit", limit)
        .query(DialRow::of)
        .list();
  }

  private static String interval(Duration duration) {
    return duration.toMillis() + " milliseconds";
  }
}
