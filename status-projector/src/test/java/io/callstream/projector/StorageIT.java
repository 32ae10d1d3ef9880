package io.callstream.projector;

import static io.callstream.projector.Records.T0;
import static io.callstream.projector.Records.ours;
import static io.callstream.projector.Records.over;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** How the rows are stored: what an update costs, and that every filter has its index. */
class StorageIT {

  private static final int CALLS = 40;

  // As the gateway asks (its ListConditionsTest has the same).
  private static final String COMPLETED =
      "outcome in ('answered', 'transferred', 'voicemail', 'failed')";
  private static final String FAILED =
      "outcome in ('no_answer', 'busy', 'declined', 'invalid', 'not_joined', 'failed', 'unknown')";

  private static Rig rig;

  @BeforeAll
  static void open() {
    rig = new Rig();
  }

  @AfterAll
  static void close() throws SQLException {
    rig.close();
  }

  @Test
  void rowIsWrittenOnceWhenItsCallBecomesKnownAndOnlyItsEndTouchesTheIndexes() {
    var before = updates();
    var calls = IntStream.range(0, CALLS).mapToObj(_ -> UUID.randomUUID()).toList();

    rig.batch(calls.stream().map(id -> Records.request(Records.placeCall(id))).toList());
    for (var id : calls) {
      rig.batch(Records.dispatch(Records.placed(id, "call_" + id)));
      rig.batch(Records.webhook("call_started", started(id)));
      rig.batch(Records.webhook("call_ended", ended(id)));
      rig.batch(Records.webhook("call_analyzed", analysed(id)));
    }

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(updates().all() - before.all()).isEqualTo(4L * CALLS));
    assertThat(updates().hot() - before.hot())
        .as("placed, started and analysed, but for a page that is full")
        .isGreaterThanOrEqualTo(5L * CALLS / 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | retell_calls_newest",
        "to_number = '+13105550164' | retell_calls_of_number",
        "from_number = '+13105550164' | retell_calls_of_caller",
        "agent_id = 'agent_1' | retell_calls_of_agent",
        "campaign_id = '0f8f6a5e-4a3a-5f57-9d5c-0a51c3f6a001' | retell_calls_of_campaign",
        "outcome = 'busy' | retell_calls_of_outcome",
        "disconnection_reason = 'dial_busy' | retell_calls_of_reason",
        "call_type = 'web_call' | retell_calls_web",
        "status = 'in_progress' and outcome is null | retell_calls_open",
        "status = 'completed' and " + COMPLETED + " | retell_calls_completed",
        "status = 'failed' and " + FAILED + " | retell_calls_failed",
      })
  void everyFilterIsAnsweredInTheListsOrderByAnIndexOfItsOwn(String filter, String index)
      throws SQLException {
    assertThat(plan(filter, "set enable_seqscan = off; set enable_sort = off"))
        .contains(index)
        .doesNotContain("Sort");
  }

  /** A page of rare calls would else walk through all the others. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "failed | busy | completed | answered | " + FAILED,
        "completed | voicemail | failed | no_answer | " + COMPLETED,
      })
  void fewOfManyAreReadWithoutTheOthers(
      String status, String outcome, String otherStatus, String otherOutcome, String condition)
      throws SQLException {
    var day = status.equals("failed") ? "2001-01-01" : "2002-02-02";
    add(10, day, status, outcome);
    add(5_000, day, otherStatus, otherOutcome);

    var plan =
        plan(
            "analyze, buffers off, timing off, summary off",
            ("status = '%1$s' and %2$s and requested_at >= timestamptz '%3$s'"
                    + " and requested_at < timestamptz '%3$s' + interval '1 day'")
                .formatted(status, condition, day),
            "set enable_seqscan = off");

    assertThat(plan).contains("rows=10.00").contains("retell_calls_" + status);
    assertThat(plan).doesNotContain("Removed by Filter");
  }

  private static void add(int calls, String day, String status, String outcome)
      throws SQLException {
    try (var session = rig.database.connectAsSuperuser();
        var statement = session.createStatement()) {
      statement.execute(
          """
          insert into calls.retell_calls (call_id, requested_at, status, outcome)
          select gen_random_uuid(), timestamptz '%s' + make_interval(secs => n), '%s', '%s'
            from generate_series(1, %d) n
          """
              .formatted(day, status, outcome, calls));
      statement.execute("analyze calls.retell_calls");
    }
  }

  @Test
  void searchGoesThroughItsIndex() throws SQLException {
    assertThat(
            plan(
                "search_text like '%duarte%'",
                "set enable_seqscan = off; set enable_indexscan = off"))
        .contains("retell_calls_search");
  }

  /** With the ctype C pg_trgm takes ASCII's letters alone. */
  @Test
  void namesInAnyLettersAreInTheIndex() {
    var known = "select to_jsonb(cardinality(calls.show_trgm(?)) > 2)";
    for (var name : new String[] {"мария", "李明明", "étienne"}) {
      assertThat(rig.look(known, name).getFirst().booleanValue()).as(name).isTrue();
    }
  }

  @Test
  void searchTextHasTheNumberAndTheNamesInLowerCase() {
    var id = UUID.randomUUID();

    rig.batch(Records.request(Records.placeCall(id)));

    assertThat(rig.row(id).path("search_text").stringValue())
        .isEqualTo("+13105550164 amina duarte");
  }

  private record Updates(long all, long hot) {}

  private static Updates updates() {
    var row =
        rig.look(
                """
                select jsonb_build_array(n_tup_upd, n_tup_hot_upd) from pg_stat_user_tables
                 where relid = 'calls.retell_calls'::regclass
                """)
            .getFirst();
    return new Updates(row.get(0).longValue(), row.get(1).longValue());
  }

  /** As the gateway, to which the table is a view under policies. */
  private static String plan(String filter, String settings) throws SQLException {
    return plan("costs off", filter, settings);
  }

  private static String plan(String options, String filter, String settings) throws SQLException {
    try (var session = rig.database.connectAs("gateway");
        var statement = session.createStatement()) {
      statement.execute(settings);
      var lines = new ArrayList<String>();
      try (var rows =
          statement.executeQuery(
              "explain ("
                  + options
                  + ") select call_id, status, requested_at from calls.api_calls where "
                  + filter
                  + " order by requested_at desc, call_id desc limit 50")) {
        while (rows.next()) {
          lines.add(rows.getString(1));
        }
      }
      return String.join("\n", lines);
    }
  }

  private static ObjectNode started(UUID id) {
    return ours(id, "call_" + id, "ongoing")
        .put("agent_id", "agent_asked")
        .put("start_timestamp", T0.plusSeconds(10).toEpochMilli());
  }

  private static ObjectNode ended(UUID id) {
    return over(
            ours(id, "call_" + id, "ended"), "user_hangup", T0.plusSeconds(10), T0.plusSeconds(50))
        .put("agent_id", "agent_asked");
  }

  private static ObjectNode analysed(UUID id) {
    var call = ended(id);
    call.putObject("call_analysis").put("call_summary", "Well");
    return call;
  }
}
