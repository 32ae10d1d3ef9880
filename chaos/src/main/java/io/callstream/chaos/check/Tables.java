package io.callstream.chaos.check;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What must be so in the tables. */
final class Tables {

  private static final String DIALS = "select count(*) from dispatch.dials";

  private Tables() {}

  /**
   * Once all is quiet.
   *
   * @param requests how many were asked for
   */
  static List<Claim> atRest(Connection database, long requests) throws SQLException {
    try (Statement sql = database.createStatement()) {
      return List.of(asked(sql, requests), nothingOpen(sql), doubts(sql));
    }
  }

  private static Claim asked(Statement sql, long requests) throws SQLException {
    Claim asked = new Claim("the gateway has one request for each call that was asked for");
    long stored = number(sql, "select count(*) from gateway.requests");
    asked.unless(stored == requests, () -> "%d requests, %d asked for".formatted(stored, requests));
    return asked;
  }

  private static Claim nothingOpen(Statement sql) throws SQLException {
    Claim open = new Claim("no call of the ledger is left to do, no dial left open");
    rows(
        sql,
        open,
        "select 'call ' || call_id || ' ' || state || ' ' || coalesce(hold_code, '') from"
            + " dispatch.calls where state <> 'done'");
    rows(
        sql,
        open,
        "select 'dial ' || dial_id || ' ' || state from dispatch.dials where state in ('dialling',"
            + " 'unknown', 'placed')");
    open.looked(number(sql, DIALS));
    return open;
  }

  /** The call of an unknown dial is there when it becomes one: what then passes is ours. */
  private static Claim doubts(Statement sql) throws SQLException {
    Claim settled =
        new Claim("of 100 unknown dials that were placed, 99 were known to be within 120 s");
    settled.looked(
        number(
            sql,
            "select count(*) from dispatch.dials where unknown_at is not null and placed_at is not"
                + " null"));
    rows(
        sql,
        settled,
        """
        select 'the 99th of 100 took ' || p99 from (
          select percentile_disc(0.99) within group (order by placed_at - unknown_at) as p99
            from dispatch.dials where unknown_at is not null and placed_at is not null) as waits
         where p99 > interval '120 s'
        """);
    return settled;
  }

  /** At every moment. */
  static Claim again(Connection database) throws SQLException {
    Claim again = new Claim("no call was dialled again after it may have rung");
    try (Statement sql = database.createStatement()) {
      rows(
          sql,
          again,
          """
          select 'call ' || d.call_id || ' dial ' || d.dial_id from dispatch.dials d
           where d.duplicate_of is null and exists (
             select from dispatch.dials e where e.call_id = d.call_id and e.dial_id <> d.dial_id
              and e.gate_at < d.gate_at and not (e.state = 'not_sent' or e.throttled))
          """);
      again.looked(number(sql, DIALS));
    }
    return again;
  }

  private static void rows(Statement sql, Claim claim, String faults) throws SQLException {
    try (ResultSet rows = sql.executeQuery(faults)) {
      while (rows.next()) {
        claim.fault(rows.getString(1));
      }
    }
  }

  private static long number(Statement sql, String query) throws SQLException {
    try (ResultSet rows = sql.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
