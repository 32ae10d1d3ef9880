package io.callstream.bench;

import io.callstream.stack.Stack;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The database, as a superuser sees it. */
final class Database implements AutoCloseable {

  private static final String NAME = "callstream";

  private static final String GROW =
      """
      with made as (
        insert into calls.retell_calls (call_id, retell_call_id, call_type, direction, agent_id,
            from_number, to_number, status, outcome, retell_status, disconnection_reason,
            requested_at, started_at, ended_at, duration_ms, transcript, search_text, version)
        select gen_random_uuid(), 'old_' || gen_random_uuid(), 'phone_call', 'outbound',
               'agent_' || n %% 20, '+1212555' || 1000 + n %% 50, number, 'completed', 'answered',
               'ended', 'user_hangup', at, at, at + interval '40 seconds', 40000,
               repeat(md5(n::text), 40), number || ' amina duarte', 1
          from generate_series(1, %d) as n,
               lateral (select '+1310' || 1000000 + n %% 8999999 as number,
                               now() - n * interval '1 second' as at) as derived
        returning call_id, retell_call_id, ended_at),
      named as (
        insert into calls.aliases (retell_call_id, call_id)
        select retell_call_id, call_id from made)
      insert into calls.facts (call_id, fact, digest, seq, at, source, text, data)
      select call_id, 'ended', encode(sha256(retell_call_id::bytea), 'hex'), 1, ended_at, 'webhook',
             'Ended', '{}'
        from made
      """;

  private final Stack stack;
  private final Connection session;

  Database(Stack stack) throws SQLException {
    this.stack = stack;
    this.session = connect();
  }

  /** Another session. */
  Connection connect() throws SQLException {
    return stack.postgres().connectAsSuperuser(NAME);
  }

  void run(String sql) throws SQLException {
    try (var statement = session.createStatement()) {
      statement.execute(sql);
    }
  }

  /** All values as text. */
  List<String[]> rows(String sql) throws SQLException {
    try (var statement = session.createStatement();
        var found = statement.executeQuery(sql)) {
      var rows = new ArrayList<String[]>();
      int width = found.getMetaData().getColumnCount();
      while (found.next()) {
        var row = new String[width];
        for (int c = 0; c < width; c++) {
          row[c] = found.getString(c + 1);
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /** Adds ended calls until there are about so many, and lets the server tidy up. */
  void grow(int rows) throws SQLException {
    long there = Long.parseLong(rows("select count(*) from calls.retell_calls").getFirst()[0]);
    run(GROW.formatted(Math.max(0, rows - there)));
    run("vacuum (analyze) calls.retell_calls, calls.facts, calls.aliases");
  }

  /** Forgets every call, and leaves nothing to be written later than the measured. */
  void clear() throws SQLException {
    run(
        """
        truncate calls.retell_calls, calls.aliases, calls.facts, calls.merged, calls.rollups,
          calls.rollup_changes, outbox.messages
        """);
    run("analyze calls.retell_calls, calls.aliases, calls.facts");
    run("checkpoint");
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
