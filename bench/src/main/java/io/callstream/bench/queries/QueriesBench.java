package io.callstream.bench.queries;

import io.callstream.bench.CallTables;
import io.callstream.bench.Database;
import io.callstream.bench.Figure;
import io.callstream.bench.Gateway;
import io.callstream.bench.RunFolder;
import io.callstream.bench.Services;
import io.callstream.bench.UsedCpu;
import io.callstream.stack.Stack;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Questions to the gateway, each beside the same page read by SQL. */
final class QueriesBench implements AutoCloseable {

  /** As the projector counts them; of what is made here nothing has a latency or a cost. */
  private static final String SUM =
      """
      truncate calls.rollups, calls.rollup_changes;
      insert into calls.rollups
      select date_trunc('hour', requested_at, 'UTC'), agent_id, campaign_id, status, outcome,
             disconnection_reason, null, count(*), count(duration_ms),
             coalesce(sum(duration_ms), 0), 0, 0
        from calls.retell_calls
       group by 1, 2, 3, 4, 5, 6
      """;

  private final Stack stack;
  private final Database database;
  private final Gateway gateway;
  private final Asking ofGateway;
  private final Asking ofDatabase;

  QueriesBench(Stack stack, RunFolder folder, int atOnce, Duration length) throws SQLException {
    this.stack = stack;
    makeTables(stack, folder);
    this.database = new Database(stack);
    this.gateway = Gateway.start(stack, folder);
    this.ofGateway = new Asking(atOnce, length, () -> gateway.server().cpu());
    this.ofDatabase = new Asking(atOnce, length, () -> UsedCpu.ofPostgres(stack));
  }

  /** The read model is the projector's. */
  private static void makeTables(Stack stack, RunFolder folder) {
    var settings =
        Map.of("CALLSTREAM_INSTALLATION", "bench", "RETELL_BASE_URL", "http://127.0.0.1:1");
    new Services(stack, folder)
        .start("projector", RunFolder.jars().projector(), List.of(), settings)
        .close();
  }

  /** Makes ended calls until there are so many, and their sums. */
  void fill(int calls) throws SQLException {
    new CallTables(database).grow(calls);
    database.run(SUM);
    database.run("vacuum (analyze) calls.rollups");
    database.run("checkpoint");
  }

  /** Has everything answered for a while, so that the gateway's code is warm. */
  void warmUp(int calls) throws SQLException {
    for (var question : new Questions(gateway, database, calls).all()) {
      ask("", question);
    }
  }

  /** Asks everything of so many calls; each figure is said as soon as it is there. */
  List<Figure> ask(int calls, Consumer<Figure> say) throws SQLException {
    var group = "%,d calls".formatted(calls);
    var figures = new ArrayList<Figure>();
    for (var question : new Questions(gateway, database, calls).all()) {
      figures.add(ask(group, question));
      var where = question.where();
      if (where != null) {
        figures.add(bySql(group, where));
      }
    }
    figures.forEach(say);
    return figures;
  }

  private Figure ask(String group, Question question) {
    return ofGateway.measure(
        group, question.name(), true, () -> n -> gateway.bytes(question.path().apply(n)));
  }

  private Figure bySql(String group, IntFunction<String> where) {
    var columns = columns();
    var sessions = new ConcurrentLinkedQueue<Connection>();
    try {
      return ofDatabase.measure(
          group,
          "  the same by SQL alone",
          false,
          () -> {
            var session = stack.postgres().connectAsSuperuser("callstream");
            sessions.add(session);
            return n -> read(session, columns, where.apply(n));
          });
    } finally {
      sessions.forEach(QueriesBench::end);
    }
  }

  /** What the list shows of a call, but for what it adds of its own. */
  private String columns() {
    var call = gateway.get("/api/v1/calls?limit=1").path("items").path(0);
    var names = call.propertyNames().stream().filter(name -> !name.equals("hold")).toList();
    return String.join(", ", names);
  }

  private static void read(Connection session, String columns, String where) throws SQLException {
    var sql =
        "select %s from calls.api_calls where %s order by requested_at desc, call_id desc limit %d"
            .formatted(columns, where, Questions.PAGE + 1);
    try (var statement = session.createStatement();
        var found = statement.executeQuery(sql)) {
      int width = found.getMetaData().getColumnCount();
      while (found.next()) {
        for (int c = 1; c <= width; c++) {
          found.getString(c);
        }
      }
    }
  }

  private static void end(Connection session) {
    try {
      session.close();
    } catch (SQLException _) {
      // It ends with the server at the latest.
    }
  }

  /** What the gateway's process takes. */
  String memory() {
    return gateway.server().memory();
  }

  @Override
  public void close() throws SQLException {
    gateway.close();
    database.close();
  }
}
