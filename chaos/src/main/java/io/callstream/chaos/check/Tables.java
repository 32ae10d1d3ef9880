package io.callstream.chaos.check;

import io.callstream.chaos.cluster.Cluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What must be so in the tables once all is quiet. */
final class Tables {

  private Tables() {}

  static List<Claim> claims(Cluster cluster, long requests) throws SQLException {
    try (Connection database = cluster.database();
        Statement sql = database.createStatement()) {
      Claim open = new Claim("no call of the ledger is left to do, no dial left open");
      rows(
          sql,
          open,
          "select 'call ' || call_id || ' ' || state || ' ' || coalesce(hold_code, '') from dispatch.calls where state <> 'done'");
      rows(
          sql,
          open,
          "select 'dial ' || dial_id || ' ' || state from dispatch.dials where state in ('dialling', 'unknown', 'placed')");
      open.looked(number(sql, "select count(*) from dispatch.dials"));
      Claim asked = new Claim("the gateway has one request for each call that was asked for");
      long stored = number(sql, "select count(*) from gateway.requests");
      asked.unless(
          stored == requests, () -> "%d requests, %d asked for".formatted(stored, requests));
      Claim again = new Claim("no call was dialled again after it may have rung");
      rows(
          sql,
          again,
          """
          select 'call ' || d.call_id || ' dial ' || d.dial_id from dispatch.dials d
           where d.duplicate_of is null and exists (
             select from dispatch.dials e where e.call_id = d.call_id and e.dial_id <> d.dial_id
              and e.gate_at < d.gate_at and not (e.state = 'not_sent' or e.throttled))
          """);
      again.looked(number(sql, "select count(*) from dispatch.dials"));
      return List.of(asked, open, again);
    }
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
