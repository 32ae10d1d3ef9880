package io.callstream.gateway.retellapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.gateway.Answer;
import io.callstream.gateway.Db;
import io.callstream.gateway.RetellStub;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Retell's list, update and delete over rows of the read model. */
class KeptCallsIT {

  private static final String NEW = "/v3/list-calls";
  private static final String OLD = "/v2/list-calls";
  private static final UUID ENDED = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final UUID BUSY = UUID.fromString("00000000-0000-4000-8000-000000000002");
  private static final UUID LIVE = UUID.fromString("00000000-0000-4000-8000-000000000003");
  private static final UUID WAITING = UUID.fromString("00000000-0000-4000-8000-000000000004");
  private static final UUID FOREIGN = UUID.fromString("00000000-0000-4000-8000-000000000005");

  private static TestDatabase database;
  private static Db db;
  private static RetellStub retell;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    retell = new RetellStub();
    gateway = RunningGateway.ready(database, retell.settings());
    db = new Db(database);
    db.addDispatcher();
    db.addProjector();
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    retell.close();
    db.close();
    database.close();
  }

  @BeforeEach
  void fiveCalls() {
    db.run("truncate calls.retell_calls, calls.aliases, gateway.call_changes");
    db.run(
        """
        insert into calls.retell_calls (call_id, request_id, attempt, retell_call_id, call_type,
          direction, agent_id, from_number, to_number, status, outcome, retell_status,
          disconnection_reason, variables, metadata, requested_at, started_at, ended_at, duration_ms,
          transcript, call_analysis, call_cost, latency, raw_extra)
        values
          (?, ?, 1, 'call_one', 'phone_call', 'outbound', 'agent_1', '+12125550100', '+12125550121',
           'completed', 'answered', 'ended', 'user_hangup', '{"name": "Zoë"}', '{"order": "7"}',
           '2026-11-21T09:00:00Z', '2026-11-21T09:00:10.250Z', '2026-11-21T09:01:10Z', 59750,
           'Secret words', '{"user_sentiment": "Positive", "call_successful": true}',
           '{"combined_cost": 12.5}', '{"e2e": {"p50": 800}}',
           '{"agent_version": 7, "agent_name": "A", "scrubbed_transcript_with_tool_calls": []}')
        """,
        ENDED,
        ENDED);
    db.run("insert into calls.aliases values ('call_one', ?)", ENDED);
    row(BUSY, "2026-11-21T09:01:00Z", "failed", "'not_connected'", "'dial_busy'", "'call_two'");
    row(LIVE, "2026-11-21T09:02:00Z", "in_progress", "'ongoing'", "null", "'call_three'");
    row(WAITING, "2026-11-21T09:03:00Z", "initiated", "null", "null", "null");
    row(FOREIGN, "2026-11-21T09:04:00Z", "cancelled", "null", "null", "null");
  }

  @Test
  void aCallIsFoundByOurIdAndByRetells() {
    var filter =
        "{\"filter_criteria\":{\"call_id\":{\"type\":\"string\",\"op\":\"eq\",\"value\":\"%s\"}}}";
    for (var id : List.of("call_one", ENDED.toString())) {
      assertThat(list(filter.formatted(id)).get("items").valueStream())
          .extracting(call -> call.get("call_id").stringValue())
          .containsExactly(ENDED.toString());
    }
    assertThat(list(filter.formatted("call_none")).get("items").isEmpty()).isTrue();
    assertThat(list(filter.formatted(UUID.randomUUID())).get("items").isEmpty()).isTrue();
  }

  @Test
  void aCallIsShownAsRetellShowsIt() {
    var call =
        list(
            "{\"filter_criteria\":{\"call_id\":{\"type\":\"string\",\"op\":\"eq\",\"value\":\"call_one\"}}}");

    assertThat(call.get("items").size()).isEqualTo(1);
    var one = call.get("items").get(0);
    assertThat(one.get("call_status").stringValue()).isEqualTo("ended");
    assertThat(one.get("agent_version").intValue()).isEqualTo(7);
    assertThat(one.get("agent_name").stringValue()).isEqualTo("A");
    assertThat(one.get("start_timestamp").longValue()).isEqualTo(1_795_251_610_250L);
    assertThat(one.get("retell_call_id").stringValue()).isEqualTo("call_one");
    assertThat(one.get("call_id").stringValue()).isEqualTo(ENDED.toString());
    assertThat(one.toString()).doesNotContain("Secret words").doesNotContain("scrubbed_transcript");
    assertThat(list("{}").get("items").get(1).has("metadata")).as("none was given").isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"call_status\":{\"type\":\"enum\",\"op\":\"in\",\"value\":[\"ended\"]} | 5 1",
        "\"call_status\":{\"type\":\"enum\",\"op\":\"in\",\"value\":[\"not_connected\",\"ongoing\"]}"
            + " | 3 2",
        "\"call_status\":{\"type\":\"enum\",\"op\":\"in\",\"value\":[\"registered\"]} | 4",
        "\"call_status\":{\"type\":\"enum\",\"op\":\"in\",\"value\":[\"error\"]} | ``",
        "\"disconnection_reason\":{\"type\":\"enum\",\"op\":\"in\",\"value\":[\"dial_busy\",\"user_hangup\"]}"
            + " | 2 1",
        "\"disconnection_reason\":{\"type\":\"present\",\"op\":\"np\"} | 5 4 3",
        "\"to_number\":{\"type\":\"string\",\"op\":\"ew\",\"value\":\"0121\"} | 1",
        "\"to_number\":{\"type\":\"string\",\"op\":\"sw\",\"value\":\"+1212555012\"} | 1",
        "\"to_number\":{\"type\":\"string\",\"op\":\"co\",\"value\":\"50199\"} | 5 4 3 2",
        "\"to_number\":{\"type\":\"string\",\"op\":\"ne\",\"value\":\"+12125550199\"} | 1",
        "\"agent\":[{\"agent_id\":\"agent_1\"},{\"agent_id\":\"agent_9\"}] | 1",
        "\"metadata\":[{\"type\":\"string\",\"op\":\"eq\",\"key\":\"order\",\"value\":\"7\"}] | 1",
        "\"metadata\":[{\"type\":\"present\",\"op\":\"np\",\"key\":\"order\"}] | 5 4 3 2",
        "\"dynamic_variables\":[{\"type\":\"string\",\"op\":\"sw\",\"key\":\"name\",\"value\":\"Zo\"}]"
            + " | 1",
        "\"duration_ms\":{\"type\":\"range\",\"op\":\"bt\",\"value\":[59750,60000]} | 1",
        "\"duration_ms\":{\"type\":\"number\",\"op\":\"gt\",\"value\":59750} | ``",
        "\"combined_cost\":{\"type\":\"number\",\"op\":\"eq\",\"value\":12.50} | 1",
        "\"e2e_latency_p50\":{\"type\":\"number\",\"op\":\"le\",\"value\":800} | 1",
        "\"start_timestamp\":{\"type\":\"number\",\"op\":\"eq\",\"value\":1795251610250} | 1",
        "\"end_timestamp\":{\"type\":\"number\",\"op\":\"lt\",\"value\":1795251670000} | ``",
        "\"user_sentiment\":{\"type\":\"enum\",\"op\":\"in\",\"value\":[\"Positive\"]} | 1",
        "\"call_successful\":{\"type\":\"boolean\",\"op\":\"eq\",\"value\":true} | 1",
        "\"in_voicemail\":{\"type\":\"boolean\",\"op\":\"eq\",\"value\":true} | ``",
        "\"direction\":{\"type\":\"enum\",\"op\":\"in\",\"value\":[\"outbound\"]},\"agent\":[{\"agent_id\":\"x\"}]"
            + " | ``",
      })
  void aFilterIsKeptTo(String criterion, String expected) {
    assertThat(shown(list("{\"filter_criteria\":{" + criterion + "}}"))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"call_status\":[\"ended\",\"ongoing\"] | 5 3 1",
        "\"agent_id\":[\"agent_1\"] | 1",
        "\"metadata.order\":[\"7\",\"8\"] | 1",
        "\"to_number\":[\"+12125550121\"] | 1",
        "\"call_successful\":[true] | 1",
        "\"duration_ms\":{\"lower_threshold\":59750,\"upper_threshold\":60000} | 1",
        "\"start_timestamp\":{\"upper_threshold\":1795251610249} | ``",
      })
  void aFilterOfTheOldVersionIsKeptTo(String criterion, String expected) {
    var answer = gateway.post(OLD, "{\"filter_criteria\":{" + criterion + "}}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(numbers(answer.json())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"filter_criteria\":[]} | object",
        "{\"filter_criteria\":\"x\"} | object",
        "{\"filter_criteria\":{\"mood\":{}}} | mood",
        "{\"filter_criteria\":{\"agent\":[{\"agent_id\":\"a\",\"version\":[1]}]}} | agent_id alone",
        "{\"filter_criteria\":{\"to_number\":{\"type\":\"string\",\"op\":\"like\",\"value\":\"x\"}}}"
            + " | to_number",
        "{\"filter_criteria\":{\"duration_ms\":{\"type\":\"number\",\"op\":\"gt\",\"value\":\"9\"}}}"
            + " | numbers",
        "{\"filter_criteria\":{\"start_timestamp\":{\"type\":\"number\",\"op\":\"gt\",\"value\":-1}}}"
            + " | milliseconds",
        "{\"filter_criteria\":{\"call_status\":{\"type\":\"enum\",\"op\":\"in\",\"value\":[\"over\"]}}}"
            + " | call_status",
        "{\"sort_order\":{}} | sort_order",
        "{\"pagination_key\":5} | pagination_key",
        "{\"pagination_key\":\"call_of_nobody\"} | pagination_key",
        "{\"limit\":0} | limit",
        "{\"limit\":1001} | limit",
        "{\"mood\":1} | mood",
      })
  void whatCannotBeKeptToIsRefused(String body, String word) {
    var answer = gateway.post(NEW, body);

    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.at("/message")).contains(word);
  }

  @Test
  void pagesFollowOneAnotherInBothOrders() {
    assertThat(pages("")).containsExactly("5 4", "3 2", "1");
    assertThat(pages(",\"sort_order\":\"ascending\"")).containsExactly("1 2", "3 4", "5");
    var skipped = list("{\"skip\":3,\"include_total\":true}");
    assertThat(shown(skipped)).isEqualTo("2 1");
    assertThat(skipped.get("total").intValue()).isEqualTo(5);
    var old = gateway.post(OLD, "{\"limit\":2,\"pagination_key\":\"call_two\"}");
    db.run("insert into calls.aliases values ('call_two', ?)", BUSY);
    assertThat(old.status()).as("no alias yet").isEqualTo(400);
    assertThat(numbers(gateway.post(OLD, "{\"pagination_key\":\"call_two\"}").json()))
        .isEqualTo("1");
  }

  @Test
  void anUpdateGoesToRetellWithWhatNamesTheCallAsOurs() {
    retell.answer("PATCH /v2/update-call/call_one", 200, "{\"call_id\":\"call_one\"}");

    var answer = patch(ENDED, "{\"metadata\":{\"order\":8}}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().at("/metadata").toString()).isEqualTo("{\"order\":8}");
    var sent = retell.last().json();
    assertThat(sent.at("/metadata/order").intValue()).isEqualTo(8);
    assertThat(sent.at("/metadata/callstream_call_id").stringValue()).isEqualTo(ENDED.toString());
    assertThat(sent.at("/metadata/callstream_installation").stringValue())
        .isEqualTo(RunningGateway.INSTALLATION);
    assertThat(gateway.get("/v2/get-call/" + ENDED).json().at("/metadata/order").intValue())
        .isEqualTo(8);
    assertThat(
            shown(
                list(
                    "{\"filter_criteria\":{\"metadata\":[{\"type\":\"string\",\"op\":\"eq\","
                        + "\"key\":\"order\",\"value\":\"8\"}]}}")))
        .isEqualTo("1");
  }

  @Test
  void whatRetellKeepsNoMoreIsShownNoMore() {
    retell.answer("PATCH /v2/update-call/call_one", 200, "{\"call_id\":\"call_one\"}");
    var filter =
        "{\"filter_criteria\":{\"data_storage_setting\":{\"type\":\"enum\",\"op\":\"in\",\"value\":[\"basic_attributes_only\"]}}}";
    assertThat(gateway.get("/v2/get-call/" + ENDED).text()).contains("Secret words");
    assertThat(shown(list(filter))).isEmpty();

    var answer = patch(ENDED, "{\"data_storage_setting\":\"basic_attributes_only\"}");
    assertThat(answer.at("/data_storage_setting")).isEqualTo("basic_attributes_only");
    assertThat(answer.at("/metadata/order")).isEqualTo("7");
    assertThat(answer.text()).doesNotContain("Secret words");
    assertThat(gateway.get("/v2/get-call/" + ENDED).text())
        .contains("basic_attributes_only")
        .doesNotContain("Secret words");
    assertThat(shown(list(filter))).isEqualTo("1");
    patch(ENDED, "{\"metadata\":{\"order\":9}}");
    assertThat(gateway.get("/v2/get-call/" + ENDED).text()).doesNotContain("Secret words");
  }

  @Test
  void anUpdateThatCannotBeIsNotSent() {
    var asked = retell.asked().size();

    assertThat(patch(ENDED, "{\"metadata\":{\"callstream_call_id\":\"x\"}}").status())
        .isEqualTo(400);
    assertThat(patch(ENDED, "{\"call_status\":\"ended\"}").at("/message")).contains("call_status");
    assertThat(patch(LIVE, "{\"metadata\":{}}").status()).isEqualTo(422);
    assertThat(patch(UUID.randomUUID(), "{}").status()).isEqualTo(422);
    assertThat(retell.asked()).hasSize(asked);
  }

  @Test
  void aDeletedCallIsShownNoMoreOnRetellsAddresses() {
    retell.answer("DELETE /v2/delete-call/call_one", 204, "");

    assertThat(delete("call_one").status()).isEqualTo(204);
    assertThat(gateway.get("/v2/get-call/" + ENDED).status()).isEqualTo(422);
    assertThat(shown(list("{}"))).isEqualTo("5 4 3 2");
    assertThat(delete("call_one").status()).isEqualTo(422);
    assertThat(gateway.get("/api/v1/calls/" + ENDED).status()).as("our own record").isEqualTo(200);
  }

  @Test
  void aDeleteThatRetellRefusesIsNone() {
    retell.answer(
        "DELETE /v2/delete-call/call_one", 500, "{\"status\":\"error\",\"message\":\"oh\"}");
    assertThat(delete("call_one").status()).isEqualTo(502);
    assertThat(gateway.get("/v2/get-call/" + ENDED).status()).isEqualTo(200);
    var no = "{\"status\":\"error\",\"message\":\"no\"}";
    retell.answer("DELETE /v2/delete-call/call_one", 422, no);
    retell.answer("GET /v2/get-call/call_one", 200, "{\"call_id\":\"call_one\"}");
    assertThat(delete("call_one").status()).as("Retell still has it").isEqualTo(422);
    assertThat(gateway.get("/v2/get-call/" + ENDED).status()).isEqualTo(200);
    retell.answer("GET /v2/get-call/call_one", 422, no);
    assertThat(delete("call_one").status()).as("an earlier try has done it").isEqualTo(204);
    assertThat(delete(LIVE.toString()).status()).as("it is not over").isEqualTo(422);
    assertThat(delete(FOREIGN.toString()).status()).as("Retell never had it").isEqualTo(204);
  }

  private static JsonNode list(String body) {
    var answer = gateway.post(NEW, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private static List<String> pages(String rest) {
    var pages = new java.util.ArrayList<String>();
    var key = "";
    do {
      var page = list("{\"limit\":2" + rest + key + "}");
      pages.add(shown(page));
      key = ",\"pagination_key\":\"" + page.path("pagination_key").asString("") + "\"";
      if (!page.get("has_more").booleanValue()) {
        return pages;
      }
    } while (pages.size() < 9);
    return pages;
  }

  /** The last digits of our ids. */
  private static String shown(JsonNode page) {
    return numbers(page.get("items"));
  }

  private static String numbers(JsonNode items) {
    return items
        .valueStream()
        .map(item -> item.get("callstream_call_id").stringValue().substring(35))
        .reduce((a, b) -> a + " " + b)
        .orElse("");
  }

  private static Answer patch(UUID id, String body) {
    return RunningGateway.send(
        gateway
            .request("/v2/update-call/" + id)
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(body)));
  }

  private static Answer delete(String id) {
    return RunningGateway.send(gateway.request("/v2/delete-call/" + id).DELETE());
  }

  private static void row(
      UUID id, String requestedAt, String status, String retell, String reason, String retellId) {
    db.run(
        """
        insert into calls.retell_calls (call_id, request_id, attempt, call_type, direction, from_number,
          to_number, status, retell_status, disconnection_reason, retell_call_id, variables, metadata,
          requested_at)
        values (?, ?, 1, 'phone_call', 'outbound', '+12125550100', '+12125550199', ?, %s, %s, %s, '{}',
          '{}', ?::timestamptz)
        """
            .formatted(retell, reason, retellId),
        id,
        id,
        status,
        requestedAt);
  }
}
