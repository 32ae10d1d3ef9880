package io.callstream.bench.projector;

import io.callstream.bench.CallTables;
import io.callstream.bench.CallTables.Column;
import io.callstream.bench.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The rows that the projector made, written again by the plain ways: nothing is read from Kafka,
 * parsed or folded.
 */
final class PlainWrites {

  /** As the projector has. */
  private static final int WRITERS = 2;

  /** As the projector has. */
  static final int BATCH = 500;

  private static final String FACTS =
      """
      insert into calls.facts (call_id, fact, digest, seq, at, source, text, data)
      select call_id::uuid, fact, digest, seq::bigint, at::timestamptz, source, text, data::jsonb
        from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
             as u (call_id, fact, digest, seq, at, source, text, data)
      on conflict do nothing
      """;

  private static final String MESSAGES =
      """
      insert into outbox.messages (message_id, topic, key, headers, value)
      select message_id::uuid, topic, key, headers::jsonb, convert_to(value, 'UTF8')
        from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
             as u (message_id, topic, key, headers, value)
      """;

  private final Database database;
  private final List<Column> columns;
  private final List<String[]> calls;
  private final List<String[]> facts;
  private final List<String[]> messages;

  /** Takes what is there. */
  PlainWrites(Database database) throws SQLException {
    this.database = database;
    this.columns = new CallTables(database).columns();
    this.calls = database.rows("select " + names("%s::text") + " from calls.retell_calls");
    this.facts =
        database.rows("select call_id, fact, digest, seq, at, source, text, data from calls.facts");
    this.messages =
        database.rows(
            """
            select message_id, topic, key, headers, convert_from(value, 'UTF8')
              from outbox.messages order by id
            """);
  }

  /** One statement and one commit for each row; no timeline, no outbox. Nanoseconds. */
  long autocommit() throws SQLException {
    var sql =
        "insert into calls.retell_calls (%s) values (%s) on conflict (call_id) do update set %s"
            .formatted(
                names("%s"),
                columns.stream().map(c -> "?::" + c.type()).collect(Collectors.joining(", ")),
                names("%1$s = excluded.%1$s"));
    return together((writer, session) -> {
      try (var statement = session.prepareStatement(sql)) {
        for (int n = writer; n < calls.size(); n += WRITERS) {
          set(statement, calls.get(n));
          statement.executeUpdate();
        }
      }
    });
  }

  /** One transaction of three statements for each batch of so many rows. Nanoseconds. */
  long unnested(int batch) throws SQLException {
    var sql =
        "insert into calls.retell_calls (%s) select %s from unnest(%s) as u (%s)"
                .formatted(
                    names("%s"),
                    columns.stream()
                        .map(c -> "u." + c.name() + "::" + c.type())
                        .collect(Collectors.joining(", ")),
                    names("?::text[]"),
                    names("%s"))
            + " on conflict (call_id) do update set "
            + names("%1$s = excluded.%1$s");
    return together((writer, session) -> {
      session.setAutoCommit(false);
      try (var call = session.prepareStatement(sql);
          var fact = session.prepareStatement(FACTS);
          var message = session.prepareStatement(MESSAGES)) {
        for (int from = writer * batch; from < calls.size(); from += WRITERS * batch) {
          write(call, calls, from, batch);
          write(fact, facts, from, batch);
          write(message, messages, from, batch);
          session.commit();
        }
      }
    });
  }

  private static void write(PreparedStatement statement, List<String[]> rows, int from, int batch)
      throws SQLException {
    var some = rows.subList(from, Math.min(rows.size(), from + batch));
    for (int c = 0; c < some.getFirst().length; c++) {
      int column = c;
      var values = some.stream().map(row -> row[column]).toArray(String[]::new);
      statement.setArray(c + 1, statement.getConnection().createArrayOf("text", values));
    }
    statement.executeUpdate();
  }

  private static void set(PreparedStatement statement, String[] row) throws SQLException {
    for (int c = 0; c < row.length; c++) {
      statement.setString(c + 1, row[c]);
    }
  }

  private String names(String each) {
    return columns.stream().map(c -> each.formatted(c.name())).collect(Collectors.joining(", "));
  }

  /** What one of the writers does, on a connection of its own. */
  private interface Writing {
    void write(int writer, Connection session) throws SQLException;
  }

  private long together(Writing writing) throws SQLException {
    try (var threads = Executors.newFixedThreadPool(WRITERS)) {
      var tasks = new ArrayList<Callable<Void>>();
      IntStream.range(0, WRITERS)
          .forEach(writer ->
              tasks.add(() -> {
                try (var session = database.connect()) {
                  writing.write(writer, session);
                }
                return null;
              }));
      long begun = System.nanoTime();
      for (var done : threads.invokeAll(tasks)) {
        done.get();
      }
      return System.nanoTime() - begun;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
