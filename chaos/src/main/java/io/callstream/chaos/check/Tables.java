package io.callstream.chaos.check;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What must be so in the tables. */
final class Tables {

  private static final String DIALS = "select count(*) from dispatch.dials";
  private static final String CALLS = "select count(*) from dispatch.calls";
  private static final String ROWS = "select count(*) from calls.retell_calls";

  /** A round's dials have its moment. */
  private static final String ROUNDS =
      " from dispatch.dials where duplicate_of is null and not late group by gate_at ";

  private Tables() {}

  /**
   * Once all is quiet.
   *
   * @param requests how many were asked for
   */
  static List<Claim> atRest(Connection database, long requests) throws SQLException {
    try (Statement sql = database.createStatement()) {
      return List.of(asked(sql, requests), nothingOpen(sql, requests));
    }
  }

  private static Claim asked(Statement sql, long requests) throws SQLException {
    Claim asked = Claim.atRest("the gateway has one request for each that was asked for");
    long stored = number(sql, "select count(*) from gateway.requests");
    asked.looked(stored);
    if (stored != requests) {
      asked.fault("%d requests, %d asked for".formatted(stored, requests));
    }
    return asked;
  }

  private static Claim nothingOpen(Statement sql, long requests) throws SQLException {
    Claim open = Claim.atRest("no call of the ledger is left to do, no dial left open");
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
    open.looked(number(sql, CALLS));
    return open.atLeast(requests);
  }

  /**
   * What there is still to do, in words; nothing when it may be worth looking at everything.
   *
   * @param rows so many calls there are to be in the read model
   */
  static @Nullable String unfinished(Connection database, long requests, long rows)
      throws SQLException {
    try (Statement sql = database.createStatement()) {
      long done = number(sql, CALLS + " where state = 'done'");
      long all = Math.max(requests, number(sql, CALLS));
      if (done < all) {
        return "%,d of %,d calls are done".formatted(done, all);
      }
      long ended = number(sql, ROWS + " where ended_at is not null");
      long known = Math.max(rows, number(sql, ROWS));
      return ended < known ? "%,d of %,d rows have ended".formatted(ended, known) : null;
    }
  }

  /** How many calls the dispatcher knows of. */
  static long calls(Connection database) throws SQLException {
    try (Statement sql = database.createStatement()) {
      return number(sql, CALLS);
    }
  }

  /** How many calls wait that are due, whatever holds them. */
  static long due(Connection database) throws SQLException {
    try (Statement sql = database.createStatement()) {
      return number(
          sql,
          CALLS + " where state = 'waiting' and (due_at <= now() or hold_code = 'restore_guard')");
    }
  }

  /** The MD5 of what was said, by Retell's id, of every call of which it is known. */
  static Map<String, String> transcripts(Connection database) throws SQLException {
    Map<String, String> transcripts = new HashMap<>();
    try (Statement sql = database.createStatement();
        ResultSet rows =
            sql.executeQuery(
                "select retell_call_id, md5(transcript) from calls.retell_calls where"
                    + " retell_call_id is not null and transcript is not null")) {
      while (rows.next()) {
        transcripts.put(rows.getString(1), rows.getString(2));
      }
    }
    return transcripts;
  }

  /** At every moment. */
  static Claim again(Connection database) throws SQLException {
    Claim again = Claim.always("no call was dialled again after it may have rung");
    try (Statement sql = database.createStatement()) {
      rows(
          sql,
          again,
          """
          select 'call ' || d.call_id || ' dial ' || d.dial_id from dispatch.dials d
           where d.duplicate_of is null and exists (
             select from dispatch.dials e where e.call_id = d.call_id and e.dial_id <> d.dial_id
              and e.gate_at <= d.gate_at and not (e.state = 'not_sent' or e.throttled))
          """);
      again.looked(number(sql, DIALS));
    }
    return again;
  }

  /** At every moment; of the calls that went in company. */
  static Claim together(Connection database) throws SQLException {
    Claim together = Claim.always("those that passed the gate together are of a phone each");
    try (Statement sql = database.createStatement()) {
      rows(
          sql,
          together,
          "select gate_at || ': ' || string_agg(to_number, ' ')"
              + ROUNDS
              + "having count(*) > count(distinct to_number)");
      together.looked(
          number(
              sql,
              "select coalesce(sum(n), 0) from (select count(*) as n"
                  + ROUNDS
                  + "having count(*) > 1) many"));
    }
    return together;
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
