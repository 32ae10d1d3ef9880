package io.callstream.bench;

import java.sql.SQLException;
import java.util.List;

/** What the projector has written, emptied or filled between measurements. */
public record CallTables(Database database) {

  private static final String GROW =
      """
      with made as (
        insert into calls.retell_calls (call_id, retell_call_id, call_type, direction, agent_id,
            from_number, to_number, status, outcome, retell_status, disconnection_reason,
            requested_at, started_at, ended_at, duration_ms, transcript, search_text, version)
        select gen_random_uuid(), 'old_' || gen_random_uuid(), 'phone_call', 'outbound',
               'agent_' || n % 20, '+1212555' || 1000 + n % 50, number, 'completed', 'answered',
               'ended', 'user_hangup', at, at, at + interval '40 seconds', 40000,
               repeat(md5(n::text), 40), number || ' amina duarte', 1
          from generate_series(1, :rows) as n,
               lateral (select '+1310' || 1000000 + n % 8999999 as number,
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

  /** A column of the calls, and its type as PostgreSQL names it. */
  public record Column(String name, String type) {}

  /** Those of the calls, in their order. */
  public List<Column> columns() throws SQLException {
    return database
        .rows(
            """
            select attname, format_type(atttypid, atttypmod) from pg_attribute
             where attrelid = 'calls.retell_calls'::regclass and attnum > 0 and not attisdropped
             order by attnum
            """)
        .stream()
        .map(row -> new Column(row[0], row[1]))
        .toList();
  }

  /** Adds ended calls until there are about so many, and lets the server tidy up. */
  public void grow(int rows) throws SQLException {
    long there =
        Long.parseLong(database.rows("select count(*) from calls.retell_calls").getFirst()[0]);
    database.run(GROW.replace(":rows", Long.toString(Math.max(0, rows - there))));
    database.run("vacuum (analyze) calls.retell_calls, calls.facts, calls.aliases");
  }

  /** Forgets every call, and leaves nothing to be written later than the measured. */
  public void clear() throws SQLException {
    database.run(
        """
        truncate calls.retell_calls, calls.aliases, calls.facts, calls.merged, calls.rollups,
          calls.rollup_changes, outbox.messages
        """);
    database.run("checkpoint");
  }
}
