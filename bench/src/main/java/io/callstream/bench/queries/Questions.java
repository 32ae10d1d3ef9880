package io.callstream.bench.queries;

import io.callstream.bench.Database;
import io.callstream.bench.Gateway;
import io.callstream.stack.CannotStart;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What is asked of the calls that {@link io.callstream.bench.CallTables} makes.
 *
 * @param calls how many there are
 */
record Questions(Gateway gateway, Database database, int calls) {

  static final int PAGE = 50;

  private static final String LIST = "/api/v1/calls";
  private static final int WALK = 200;
  private static final int AGENTS = 20;
  private static final int CALLERS = 50;
  private static final int EXPORTED = 1_000;
  private static final int STATS_DAYS = 30;

  /** All of them; the deep page is walked to, from the newest call on. */
  List<Question> all() throws SQLException {
    return List.of(
        new Question("the newest", _ -> page(""), _ -> "true"),
        deep(),
        new Question(
            "of an agent",
            n -> page("&agent_id=" + agent(n)),
            n -> "agent_id = '" + agent(n) + "'"),
        new Question(
            "to a number",
            n -> page("&to_number=" + encoded(callee(n))),
            n -> "to_number = '" + callee(n) + "'"),
        new Question(
            "of a caller and an end",
            n -> page("&disconnection_reason=user_hangup&from_number=" + encoded(caller(n))),
            n -> "disconnection_reason = 'user_hangup' and from_number = '" + caller(n) + "'"),
        new Question(
            "q: a name that all have", _ -> page("&q=duarte"), _ -> "search_text like '%duarte%'"),
        new Question(
            "q: a part of a number",
            n -> page("&q=" + part(n)),
            n -> "search_text like '%" + part(n) + "%'"),
        one(),
        Question.of("figures of %d days".formatted(STATS_DAYS), _ -> stats()),
        export());
  }

  private static String page(String more) {
    return LIST + "?limit=" + PAGE + more;
  }

  /** Half of all calls lie before it. */
  private Question deep() throws SQLException {
    var cursor = "";
    for (int passed = 0; passed < calls / 2; passed += WALK) {
      var after = cursor.isEmpty() ? "" : "&cursor=" + encoded(cursor);
      cursor = gateway.get(LIST + "?limit=" + WALK + after).path("next_cursor").stringValue("");
      if (cursor.isEmpty()) {
        throw new CannotStart("the list ends after " + passed + " calls");
      }
    }
    var path = page("&cursor=" + encoded(cursor));
    var first = gateway.get(path).path("items").path(0);
    var at = first.path("requested_at").stringValue("");
    var id = first.path("call_id").stringValue("");
    return new Question(
        "deep in", _ -> path, _ -> "(requested_at, call_id) < ('%s', '%s')".formatted(at, id));
  }

  private Question one() throws SQLException {
    var ids =
        database.rows("select call_id from calls.retell_calls order by call_id limit " + PAGE);
    return Question.of("one call", n -> LIST + "/" + ids.get(n % ids.size())[0]);
  }

  private static String stats() {
    return LIST + "/stats?since=" + Instant.now().minus(STATS_DAYS, ChronoUnit.DAYS);
  }

  /** Of as many calls as the export reads at once. */
  private Question export() throws SQLException {
    var since =
        database.rows(
            "select to_char(requested_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
                + " from calls.retell_calls order by requested_at desc limit 1 offset "
                + Math.min(EXPORTED, calls - 1));
    var path = "/api/v1/calls.csv?since=" + encoded(since.getFirst()[0]);
    return Question.of("%,d calls as CSV".formatted(EXPORTED), _ -> path);
  }

  private static String agent(int n) {
    return "agent_" + n % AGENTS;
  }

  private static String caller(int n) {
    return "+1212555" + (1_000 + n % CALLERS);
  }

  private String callee(int n) {
    return "+1310" + number(n);
  }

  private String part(int n) {
    return String.valueOf(number(n));
  }

  private int number(int n) {
    return 1_000_001 + n % calls;
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
