package io.callstream.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The read model over HTTP, and what the gateway lays over it. */
class ReadingIT {

  private static final String CALLS = "/api/v1/calls";
  private static final Instant START = Instant.parse("2026-11-21T09:00:00Z");

  private static TestDatabase database;
  private static Db db;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of());
    db = new Db(database);
    db.addDispatcher();
    db.addProjector();
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    db.close();
    database.close();
  }

  @BeforeEach
  void clear() {
    db.run(
        "truncate calls.retell_calls, calls.aliases, calls.merged, calls.facts, dispatch.states, dispatch.holds");
  }

  @AfterEach
  void startDialling() {
    db.run("update gateway.control set stopped = false");
  }

  @Test
  void showsEveryColumnOfARowInItsOwnType() {
    var id = UUID.randomUUID();
    db.run(
        """
        insert into calls.retell_calls
          (call_id, request_id, attempt, retell_call_id, call_type, status, outcome, variables, metadata,
           requested_at, duration_ms, transcript, transcript_object, call_cost, raw_extra, version)
        values (?, ?, 1, 'call_1', 'phone_call', 'completed', 'answered', '{"a": "b"}', '{"n": 1.50}',
           '2026-11-21T09:00:00.123456Z', 41250, 'Hello', '[{"role": "agent"}]', '{"cents": 12.5}', '{}', 7)
        """,
        id,
        id);

    var call = gateway.get(CALLS + "/" + id).json();

    assertThat(call.propertyNames()).hasSize(CallColumns.DETAIL.size() + 1).contains("hold");
    assertThat(call.get("requested_at").stringValue()).isEqualTo("2026-11-21T09:00:00.123Z");
    assertThat(call.get("duration_ms").intValue()).isEqualTo(41250);
    assertThat(call.get("attempt").intValue()).isEqualTo(1);
    assertThat(call.get("version").intValue()).isEqualTo(7);
    assertThat(call.at("/metadata/n").decimalValue()).isEqualByComparingTo("1.5");
    assertThat(call.at("/transcript_object/0/role").stringValue()).isEqualTo("agent");
    assertThat(call.get("placed_at").isNull()).isTrue();
    assertThat(call.get("hold").isNull()).isTrue();
  }

  @Test
  void takesEitherIdForCallAndTimeline() {
    var id = row(START, "+12125550123");
    db.run("insert into calls.aliases (retell_call_id, call_id) values ('call_x', ?)", id);
    db.run(
        """
        insert into calls.facts (call_id, fact, digest, seq, at, source, text, data) values
          (?, 'ended', 'd2', 1, '2026-11-21T09:01:00Z', 'webhook', 'Hung up', '{"reason": "user_hangup"}'),
          (?, 'requested', 'd1', 2, '2026-11-21T09:00:00.5Z', 'gateway', 'The request was accepted', '{}')
        """,
        id,
        id);

    assertThat(gateway.get(CALLS + "/call_x").at("/call_id")).isEqualTo(id.toString());
    var timeline = gateway.get(CALLS + "/call_x/events");
    assertThat(timeline.json()).isEqualTo(gateway.get(CALLS + "/" + id + "/events").json());
    assertThat(timeline.text())
        .isEqualTo(
            "{\"items\":[{\"at\":\"2026-11-21T09:00:00.500Z\",\"fact\":\"requested\",\"source\":\"gateway\","
                + "\"text\":\"The request was accepted\",\"data\":{}},{\"at\":\"2026-11-21T09:01:00.000Z\","
                + "\"fact\":\"ended\",\"source\":\"webhook\",\"text\":\"Hung up\",\"data\":{\"reason\":\"user_hangup\"}}]}");
  }

  @Test
  void knowsATimelineRightAfterTheRequest() {
    var id = gateway.post(CALLS, "{\"to_number\": \"+12125550123\"}").at("/call_id");

    var items = gateway.get(CALLS + "/" + id + "/events").json().get("items");

    assertThat(items).hasSize(1);
    assertThat(items.get(0).propertyNames())
        .containsExactly("at", "fact", "source", "text", "data");
    assertThat(items.get(0).get("fact").stringValue()).isEqualTo("requested");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/events"})
  void doesNotKnowOtherIds(String what) {
    gateway.get(CALLS + "/" + UUID.randomUUID() + what).isProblem(404);
    gateway.get(CALLS + "/call_unknown" + what).isProblem(404);
    gateway.get(CALLS + "/1-1-1-1-1" + what).isProblem(404);
  }

  @Test
  void listsNewestFirstWithoutWhatIsLarge() {
    var older = row(START, "+12125550123");
    var newer = row(START.plusSeconds(1), "+12125550124");

    var page = gateway.get(CALLS).json();

    assertThat(ids(page)).containsExactly(newer, older);
    assertThat(page.get("next_cursor").isNull()).isTrue();
    assertThat(page.at("/items/0").propertyNames())
        .contains("hold", "metadata")
        .doesNotContain(
            "transcript", "transcript_object", "transcript_with_tool_calls", "raw_extra");
  }

  @Test
  void pagesMeetEveryCallOnceAlsoWhenTimesAreEqualOrNearAndNewOnesCome() {
    var all = new ArrayList<UUID>();
    for (int i = 0; i < 25; i++) {
      all.add(row(START.plusNanos(i / 3 * 1_000L), "+12125550123"));
    }
    var met = new ArrayList<UUID>();
    var cursor = "";
    do {
      var page =
          gateway.get(CALLS + "?limit=4" + (cursor.isEmpty() ? "" : "&cursor=" + cursor)).json();
      met.addAll(ids(page));
      cursor = page.get("next_cursor").asString("");
      row(START.plusSeconds(100), "+12125550199");
    } while (!cursor.isEmpty());

    assertThat(met).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(all);
  }

  @ParameterizedTest
  @CsvSource({
    "status=completed, 1",
    "status=initiated, 1",
    "outcome=answered, 1",
    "agent_id=agent_1, 1",
    "to_number=%2B12125550123, 1",
    "to_number=+12125550123, 1",
    "from_number=%2B12125550100, 2",
    "campaign_id=0f8f6a5e-4a3a-5f57-9d5c-0a51c3f6a001, 1",
    "call_type=web_call, 0",
    "disconnection_reason=user_hangup, 1",
    "since=2026-11-21T09:00:01Z, 1",
    "until=2026-11-21T09:00:01Z, 1",
    "since=2026-11-21T10:00:01%2B01:00, 1",
    "q=5550123, 1",
    "q=call_done, 1",
    "q=folded_id, 1",
    "q=%25, 0",
    "q=%2B12125550100, 2",
    "q=Duarte, 2",
    "q=Duarte_, 2",
    "q=duarte_2, 0",
    "q=duarte%251, 0",
    "q=5550123&status=completed, 1",
    "q=0f8f6a5e-4a3a-5f57-9d5c-0a51c3f6a009, 0",
    "status=completed&to_number=%2B12125550199, 0",
  })
  void filters(String query, int found) {
    var done = row(START, "+12125550123");
    db.run(
        """
        update calls.retell_calls set status = 'completed', outcome = 'answered', agent_id = 'agent_1',
          disconnection_reason = 'user_hangup', retell_call_id = 'call_done',
          campaign_id = '0f8f6a5e-4a3a-5f57-9d5c-0a51c3f6a001' where call_id = ?
        """,
        done);
    db.run("insert into calls.aliases values ('call_done', ?)", done);
    db.run("insert into calls.merged values ('folded_id', ?)", done);
    row(START.plusSeconds(1), "+12125550199");

    assertThat(ids(gateway.get(CALLS + "?" + query).json())).hasSize(found);
  }

  @Test
  void idsAreFoundByThemselvesAndByTheirRequests() {
    var id = row(START, "+12125550123");
    row(START, "+12125550199");

    assertThat(ids(gateway.get(CALLS + "?q=" + id).json())).containsExactly(id);
  }

  @Test
  void oldIdOfARowThatWasFoldedIntoAnotherShowsThatOne() {
    var id = row(START, "+12125550123");
    var old = UUID.randomUUID();
    db.run("insert into calls.merged values (?, ?)", old.toString(), id);

    assertThat(gateway.get(CALLS + "/" + old).json().path("call_id").stringValue())
        .isEqualTo(id.toString());
  }

  @Test
  void exportHasEveryCallOfTheFilterOnceAndInOrder() {
    for (int i = 0; i < 2_345; i++) {
      row(START.plusSeconds(i / 3), i % 5 == 0 ? "+12125550199" : "+12125550123");
    }

    var answer = gateway.get(CALLS + ".csv?to_number=%2B12125550123");

    var lines = answer.text().split("\r\n");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(lines[0]).startsWith("call_id,request_id,").doesNotContain("transcript");
    assertThat(lines).hasSize(1 + 2_345 / 5 * 4);
    assertThat(List.of(lines)).doesNotHaveDuplicates();
    var times =
        java.util.Arrays.stream(lines).skip(1).map(line -> line.split(",", -1)[17]).toList();
    assertThat(times).isSortedAccordingTo(java.util.Comparator.reverseOrder());
  }

  @Test
  void exportRefusesWhatTheListRefuses() {
    assertThat(gateway.get(CALLS + ".csv?status=ended").isProblem(400)).isNotNull();
    assertThat(gateway.get(CALLS + ".csv?limit=5").isProblem(400)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "status=ended, status",
    "outcome=yes, outcome",
    "campaign_id=1, campaign_id",
    "call_type=fax, call_type",
    "since=yesterday, since",
    "until=%2B300000-01-01T00:00:00Z, until",
    "limit=0, limit",
    "limit=201, limit",
    "limit=many, limit",
    "cursor=abc, cursor",
    "cursor=f38AAAAAAAAAAAAAAAAAAAAAAAAAAAAA, cursor",
    "q=, q",
    "q=a%00b, q",
    "colour=red, colour",
    "limit=1&limit=2, limit",
  })
  void refusesQueriesItDoesNotUnderstand(String query, String field) {
    assertThat(gateway.get(CALLS + "?" + query).fields()).containsExactly(field);
  }

  @Test
  void refusesQueryParametersWhereNoneAreKnown() {
    var id = row(START, "+12125550123");

    assertThat(gateway.get(CALLS + "/" + id + "?full=true").fields()).containsExactly("full");
    assertThat(gateway.get("/api/v1/dialling?x=1").fields()).containsExactly("x");
  }

  @Test
  void showsTheDispatchersHoldInListAndDetail() {
    var id = row(START, "+12125550123");
    hold(id, "paced");

    assertThat(gateway.get(CALLS + "/" + id).at("/hold/code")).isEqualTo("paced");
    assertThat(gateway.get(CALLS + "/" + id).at("/hold/until"))
        .isEqualTo("2026-11-21T09:05:00.000Z");
    assertThat(gateway.get(CALLS).at("/items/0/hold/text")).isEqualTo("why");
  }

  @Test
  void aCallThatTheDispatcherHasNotTakenSaysSo() {
    var notTaken = row(START, "+12125550124");
    var asked =
        UUID.fromString(gateway.post(CALLS, "{\"to_number\": \"+12125550125\"}").at("/call_id"));
    var later =
        gateway.post(
            CALLS,
            "{\"to_number\": \"+12125550126\", \"schedule_at\": \"%s\"}"
                .formatted(Instant.now().plusSeconds(3_600)));
    db.run(
        "insert into calls.retell_calls (call_id, request_id, attempt) values (?, ?, 1)",
        UUID.fromString(later.at("/call_id")),
        UUID.fromString(later.at("/call_id")));
    var dialling = row(START, "+12125550127");
    arrived(dialling);

    assertThat(holdOf(notTaken)).isEqualTo("paced");
    assertThat(holdOf(asked)).as("it was asked for just now").isEmpty();
    db.run(
        "insert into calls.retell_calls (call_id, request_id, attempt) values (?, ?, 1)",
        asked,
        asked);
    assertThat(holdOf(asked)).isEqualTo("paced");
    assertThat(holdOf(UUID.fromString(later.at("/call_id")))).isEqualTo("scheduled");
    assertThat(holdOf(dialling)).isEmpty();
  }

  @Test
  void aStopThatIsOverIsNoHoldAlthoughTheDispatcherStillSaysSo() {
    var waiting = row(START, "+12125550123");
    hold(waiting, "stop_all");

    assertThat(holdOf(waiting)).isEqualTo("paced");
  }

  /** As the projector makes it of what it hears before it reads the request. */
  @Test
  void whatWasAskedForIsReadAlsoFromARowThatDoesNotKnowItYet() {
    var asked = gateway.post(CALLS, "{\"to_number\": \"+12125550123\", \"agent_id\": \"a1\"}");
    var id = UUID.fromString(asked.at("/call_id"));
    db.run(
        """
        insert into calls.retell_calls (call_id, request_id, retell_call_id, requested_at, metadata)
        values (?, ?, 'call_1', '2026-01-01T00:00:00Z', '{"n": 1}')
        """,
        id,
        id);

    var call = gateway.get(CALLS + "/" + id).json();

    for (var column : List.of("attempt", "to_number", "from_number", "agent_id", "created_by")) {
      assertThat(call.get(column)).as(column).isEqualTo(asked.json().get(column));
    }
    assertThat(call.get("requested_at")).isEqualTo(asked.json().get("requested_at"));
    assertThat(call.at("/retell_call_id").stringValue()).isEqualTo("call_1");
    assertThat(call.at("/metadata/n").intValue()).isEqualTo(1);
  }

  @Test
  void whenAllIsStoppedThatIsTheHoldOfEveryCallNotDialled() {
    var waiting = row(START, "+12125550123");
    hold(waiting, "scheduled");
    arrived(waiting);
    var notArrived = row(START, "+12125550124");
    var asked =
        UUID.fromString(gateway.post(CALLS, "{\"to_number\": \"+12125550125\"}").at("/call_id"));
    var dialling = row(START, "+12125550126");
    arrived(dialling);
    var unknown = row(START, "+12125550127");
    hold(unknown, "unknown_outcome");
    var done = row(START, "+12125550128");
    db.run("update calls.retell_calls set status = 'completed' where call_id = ?", done);

    db.run("update gateway.control set stopped = true");

    assertThat(holdOf(waiting)).isEqualTo("stop_all");
    assertThat(holdOf(notArrived)).isEqualTo("stop_all");
    assertThat(holdOf(asked)).isEqualTo("stop_all");
    assertThat(holdOf(dialling)).as("its dial has left").isEmpty();
    assertThat(holdOf(unknown)).isEqualTo("unknown_outcome");
    assertThat(holdOf(done)).isEmpty();
    assertThat(
            gateway
                .get(CALLS)
                .json()
                .get("items")
                .valueStream()
                .filter(item -> item.at("/hold/code").asString("").equals("stop_all")))
        .hasSize(2);
  }

  private static String holdOf(UUID id) {
    return gateway.get(CALLS + "/" + id).json().at("/hold/code").asString("");
  }

  private static void hold(UUID id, String code) {
    db.run("insert into dispatch.holds values (?, ?, 'why', '2026-11-21T09:05:00Z')", id, code);
  }

  private static void arrived(UUID id) {
    db.run(
        "insert into dispatch.states (request_id, call_id, state) values (?, ?, 'waiting')",
        id,
        id);
  }

  private static UUID row(Instant requestedAt, String toNumber) {
    var id = UUID.randomUUID();
    db.run(
        """
        insert into calls.retell_calls
          (call_id, request_id, attempt, requested_at, to_number, from_number, search_text)
        values (?, ?, 1, ?, ?, '+12125550100', ? || ' amina duarte_1')
        """,
        id,
        id,
        requestedAt.atOffset(ZoneOffset.UTC),
        toNumber,
        toNumber);
    return id;
  }

  private static List<UUID> ids(JsonNode page) {
    return page.get("items")
        .valueStream()
        .map(item -> UUID.fromString(item.get("call_id").stringValue()))
        .toList();
  }
}
