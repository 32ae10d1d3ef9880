package io.callstream.dispatcher.ledger;

import io.callstream.dispatcher.rules.DialNews;
import io.callstream.dispatcher.rules.LineFacts;
import io.callstream.dispatcher.rules.LineFacts.Control;
import io.callstream.dispatcher.rules.LineFacts.GuardView;
import io.callstream.dispatcher.rules.LineLimits;
import io.callstream.dispatcher.rules.LineState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rows that concern every call alike: budget, line and guard. The budget row's lock guards all
 * three (MECHANISMS.md B4).
 */
public final class LineBook {

  // The timeline is read from the place that is written now: the control file's own lags behind a
  // promotion until its first checkpoint.
  private static final String IDENTITY =
      """
      (select system_identifier::text from pg_control_system()) as cluster,
      ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::bigint as timeline
      """;

  private static final String FACTS =
      """
      with c as (select * from dispatch.control()), here as (select %s)
      select clock_timestamp() as now, pg_postmaster_start_time() as database_start, c.known, c.stopped, c.line_reopened_at,
             case when g.guard_id is distinct from c.guard_released then g.reason end as guard_shut,
             g.system_identifier = here.cluster and g.timeline_id = here.timeline as same_database,
             l.unknowns, l.rest_until, l.well_at, l.throttles, l.backoff_until, l.shut_at, l.shut_reason,
             dispatch.duplicates_since(c.line_reopened_at) as duplicates,
             b.next_dial_at, d.unanswered, d.open + dispatch.web_calls_coming() as taken
        from c, here, dispatch.budget b, dispatch.line l, dispatch.guard g, dispatch.open_dials d
      """
          .formatted(IDENTITY);

  private final JdbcClient database;

  public LineBook(JdbcClient database) {
    this.database = database;
  }

  /** The cluster and timeline this session works on. */
  public record Identity(String cluster, long timeline) {}

  /** Takes the lock that every gate and every change of line and guard takes. */
  public void lock() {
    database.sql("select one from dispatch.budget for update").query(Boolean.class).single();
  }

  /**
   * The rate's next moment.
   *
   * @param now by the database's clock
   */
  public record Moment(Instant now, Instant nextDialAt) {}

  /** The rate's next moment, without a lock: it may just be taken. */
  public Moment moment() {
    return database
        .sql("select clock_timestamp() as now, next_dial_at from dispatch.budget")
        .query((row, _) -> new Moment(SqlTimes.of(row, "now"), SqlTimes.of(row, "next_dial_at")))
        .single();
  }

  /** What concerns every call alike; without what only a process knows. */
  public LineFacts facts() {
    return database.sql(FACTS).query(LineBook::read).single();
  }

  /** Where we are. */
  public Identity identity() {
    return database
        .sql("select " + IDENTITY)
        .query((row, _) -> new Identity(row.getString("cluster"), row.getLong("timeline")))
        .single();
  }

  /** When the server of this session was started. */
  public Instant databaseStart() {
    return database
        .sql("select pg_postmaster_start_time() as at")
        .query((row, _) -> SqlTimes.of(row, "at"))
        .single();
  }

  /**
   * Brings near what lies further off than it can have been set: the database's clock was ahead
   * then, and went back.
   *
   * @param furthest how far off the gate sets the next moment at most
   */
  void noneFurtherOff(Duration furthest, LineLimits limits) {
    lock();
    database
        .sql(
            """
            update dispatch.budget set next_dial_at = clock_timestamp() + cast(:furthest as interval)
             where next_dial_at > clock_timestamp() + cast(:furthest as interval)
            """)
        .param("furthest", SqlTimes.interval(furthest))
        .update();
    providersNoneFurtherOff(furthest);
    turnsNoneFurtherOff();
    campaignsNoneFurtherOff();
    database
        .sql(
            """
            update dispatch.line
               set rest_until = case when rest_until > m.rest then m.rest else rest_until end,
                   backoff_until =
                     case when backoff_until > m.backoff then m.backoff else backoff_until end
              from (select clock_timestamp() + cast(:rest as interval) as rest,
                           clock_timestamp() + cast(:backoff as interval) as backoff) m
             where rest_until > m.rest or backoff_until > m.backoff
            """)
        .param("rest", limits.rest().longest().toMillis() + " milliseconds")
        .param("backoff", limits.longestBackoff().toMillis() + " milliseconds")
        .update();
  }

  /** None is taken for longer than a few seconds. */
  private void turnsNoneFurtherOff() {
    database
        .sql(
            """
            update dispatch.pace set next_at = clock_timestamp()
             where next_at > clock_timestamp() + interval '10 seconds'
            """)
        .update();
  }

  private void campaignsNoneFurtherOff() {
    database
        .sql(
            """
            update dispatch.campaigns
               set next_dial_at = least(next_dial_at, clock_timestamp() + interval '20 minutes'),
                   look_at = least(look_at, clock_timestamp() + interval '2 minutes')
             where next_dial_at > clock_timestamp() + interval '20 minutes'
                or look_at > (select clock_timestamp()) + interval '2 minutes'
            """)
        .update();
  }

  private void providersNoneFurtherOff(Duration furthest) {
    database
        .sql(
            """
            update dispatch.providers set next_dial_at = clock_timestamp() + cast(:furthest as interval)
             where next_dial_at > clock_timestamp() + cast(:furthest as interval)
            """)
        .param("furthest", SqlTimes.interval(furthest))
        .update();
  }

  /**
   * Notes the answer to a create.
   *
   * @return the line after it
   */
  public LineState note(DialNews news, LineLimits limits) {
    return change(now -> now.line().after(news, now.at(), limits));
  }

  /** Notes that Retell answered a read. */
  public void noteWell() {
    change(now -> now.line().well(now.at()));
  }

  /** Whether the answer changes nothing about the line, as it stands; without locks. */
  boolean unmoved(DialNews news, LineLimits limits) {
    var now = state();
    return now.line().after(news, now.at(), limits).equals(now.line());
  }

  private LineState change(Function<Standing, LineState> next) {
    lock();
    var before = state();
    var after = next.apply(before);
    if (!after.equals(before.line())) {
      write(after);
    }
    if (before.line().restUntil() != null && after.restUntil() == null) {
      ramp();
    }
    return after;
  }

  /** The rate grows from little to the whole from now on. */
  void ramp() {
    database.sql("update dispatch.budget set ramp_from = clock_timestamp()").update();
  }

  /** The line at a moment of the database's clock. */
  private record Standing(LineState line, Instant at) {}

  private Standing state() {
    return database
        .sql("select clock_timestamp() as now, l.* from dispatch.line l")
        .query((row, _) -> new Standing(line(row), SqlTimes.of(row, "now")))
        .single();
  }

  private void write(LineState line) {
    var shut = line.shut();
    database
        .sql(
            """
            update dispatch.line
               set unknowns = :unknowns, rest_until = :rest, well_at = :well, throttles = :throttles,
                   backoff_until = :backoff, shut_at = :shut, shut_reason = :reason
            """)
        .param("unknowns", line.unknowns())
        .param("rest", SqlTimes.atOrNull(line.restUntil()), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("well", SqlTimes.atOrNull(line.wellAt()), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("throttles", line.throttles())
        .param("backoff", SqlTimes.atOrNull(line.backoffUntil()), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("shut", shut == null ? null : SqlTimes.at(shut.at()), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("reason", shut == null ? null : shut.reason(), Types.VARCHAR)
        .update();
  }

  private static LineFacts read(ResultSet row, int number) throws SQLException {
    return new LineFacts(
        SqlTimes.of(row, "now"),
        new Control(
            row.getBoolean("known"),
            row.getBoolean("stopped"),
            SqlTimes.orNull(row, "line_reopened_at")),
        new GuardView(
            row.getString("guard_shut"),
            row.getBoolean("same_database"),
            SqlTimes.of(row, "database_start"),
            null),
        line(row),
        row.getInt("duplicates"),
        SqlTimes.of(row, "next_dial_at"),
        row.getInt("unanswered"),
        row.getInt("taken"),
        null);
  }

  private static LineState line(ResultSet row) throws SQLException {
    var shutAt = SqlTimes.orNull(row, "shut_at");
    return new LineState(
        row.getInt("unknowns"),
        SqlTimes.orNull(row, "rest_until"),
        SqlTimes.orNull(row, "well_at"),
        row.getInt("throttles"),
        SqlTimes.orNull(row, "backoff_until"),
        shutAt == null ? null : new LineState.Shut(shutAt, row.getString("shut_reason")));
  }
}
