package io.callstream.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Retell's routes as the sandbox answers them. */
@Timeout(180)
class RoutesIT {

  private static final String BY_DIAL =
      "{\"filter_criteria\":{\"metadata\":[{\"type\":\"string\",\"op\":\"eq\","
          + "\"key\":\"callstream_dial_id\",\"value\":\"d-1\"}]}}";

  @TempDir private Path folder;

  @Test
  void aCallThatRingsIsNotListed() throws Exception {
    try (var retell = Pretended.retell(folder)) {
      retell.create("+13105550100", "{\"callstream_dial_id\":\"d-1\"}");

      assertThat(retell.call("call_1").get("call_status").stringValue()).isEqualTo("registered");
      assertThat(retell.list(BY_DIAL).get("items")).isEmpty();
      assertThat(concurrency(retell)).isEqualTo(1);
      retell.pass(4);
      var talking = retell.list(BY_DIAL).get("items");
      assertThat(talking).hasSize(1);
      assertThat(talking.get(0).get("call_status").stringValue()).isEqualTo("ongoing");
      assertThat(concurrency(retell)).isEqualTo(1);
      retell.pass(30);
      var ended = retell.list(BY_DIAL).get("items").get(0);
      assertThat(ended.get("call_status").stringValue()).isEqualTo("ended");
      assertThat(ended.has("transcript")).isFalse();
      assertThat(ended.has("transcript_object")).isFalse();
      assertThat(ended.has("transcript_with_tool_calls")).isFalse();
      assertThat(retell.call("call_1").has("transcript")).isTrue();
      assertThat(concurrency(retell)).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                                                          | 5 4 3 2 1
          {"sort_order":"ascending"}                                                                  | 1 2 3 4 5
          {"limit":2}                                                                                 | 5 4
          {"filter_criteria":null}                                                                    | 5 4 3 2 1
          {"filter_criteria":{}}                                                                      | 5 4 3 2 1
          {"filter_criteria":{"call_id":{"type":"string","op":"eq","value":"call_3"}}}                | 3
          {"filter_criteria":{"call_id":{"type":"string","op":"ne","value":"call_3"}}}                | 5 4 2 1
          {"filter_criteria":{"to_number":{"type":"string","op":"eq","value":"+13105550120"}}}        | 2
          {"filter_criteria":{"to_number":{"type":"string","op":"ew","value":"0"}}}                   | 5 4 2 1
          {"filter_criteria":{"to_number":{"type":"string","op":"sw","value":"+1310555011"}}}         | 3
          {"filter_criteria":{"from_number":{"type":"string","op":"co","value":"5550100"}}}           | 5 4 3 2 1
          {"filter_criteria":{"call_status":{"type":"enum","op":"in","value":["not_connected"]}}}     | 2
          {"filter_criteria":{"call_status":{"type":"enum","op":"in","value":["ended","error"]}}}     | 5 4 3 1
          {"filter_criteria":{"disconnection_reason":{"type":"enum","op":"in","value":["dial_busy"]}}}|
          {"filter_criteria":{"duration_ms":{"type":"number","op":"gt","value":0}}}                   | 5 4 3 1
          {"filter_criteria":{"start_timestamp":{"type":"number","op":"ge","value":0}}}               | 5 4 3 1
          {"filter_criteria":{"metadata":[{"type":"string","op":"eq","key":"n","value":"2"}]}}        | 2
          {"filter_criteria":{"metadata":[{"type":"string","op":"eq","key":"x","value":"2"}]}}        |
          {"filter_criteria":{"metadata":[{"type":"string","op":"eq","key":"n","value":"2"},{"type":"string","op":"eq","key":"n","value":"3"}]}} |
          {"filter_criteria":{"metadata":[{"type":"string","op":"eq","key":"n","value":"3"}],"call_id":{"type":"string","op":"eq","value":"call_3"}}} | 3
          """)
  void listsAreFiltered(String query, @org.jspecify.annotations.Nullable String expected)
      throws Exception {
    try (var retell = Pretended.retell(folder)) {
      for (int i = 1; i <= 5; i++) {
        var digits = i == 2 ? "20" : i == 3 ? "11" : "00";
        retell.create("+131055501" + digits, "{\"n\":\"" + i + "\"}");
      }
      retell.pass(60);

      var ids =
          retell
              .list(query)
              .get("items")
              .valueStream()
              .map(call -> call.get("call_id").stringValue().substring("call_".length()))
              .toList();
      assertThat(String.join(" ", ids)).isEqualTo(expected == null ? "" : expected);
    }
  }

  @Test
  void pagesFollowOneAnother() throws Exception {
    try (var retell = Pretended.retell(folder)) {
      for (int i = 1; i <= 5; i++) {
        retell.create("+13105550100");
      }
      retell.pass(30);

      var first = retell.list("{\"limit\":2}");
      var second = retell.list(after(first));
      var third = retell.list(after(second));
      assertThat(ids(first)).containsExactly("call_5", "call_4");
      assertThat(first.get("has_more").booleanValue()).isTrue();
      assertThat(ids(second)).containsExactly("call_3", "call_2");
      assertThat(ids(third)).containsExactly("call_1");
      assertThat(third.get("has_more").booleanValue()).isFalse();
      assertThat(third.has("pagination_key")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{",
        "{\"limit\":0}",
        "{\"limit\":1001}",
        "{\"limit\":\"2\"}",
        "{\"sort_order\":\"up\"}",
        "{\"pagination_key\":\"call_1\"}",
        "{\"filter_criteria\":[]}",
        "{\"filter_criteria\":{\"mood\":{\"type\":\"string\",\"op\":\"eq\",\"value\":\"x\"}}}",
        "{\"filter_criteria\":{\"call_id\":{\"type\":\"string\",\"op\":\"like\",\"value\":\"x\"}}}",
        "{\"filter_criteria\":{\"call_id\":{\"type\":\"string\",\"op\":\"eq\"}}}",
        "{\"filter_criteria\":{\"call_id\":{\"op\":\"eq\",\"value\":\"x\"}}}",
        "{\"filter_criteria\":{\"call_status\":{\"type\":\"enum\",\"op\":\"in\",\"value\":[\"registered\"]}}}",
        "{\"filter_criteria\":{\"metadata\":{\"type\":\"string\",\"op\":\"eq\",\"key\":\"n\",\"value\":\"2\"}}}",
        "{\"filter_criteria\":{\"metadata\":[{\"type\":\"string\",\"op\":\"eq\",\"value\":\"2\"}]}}",
      })
  void aQueryThatIsNotUnderstoodIsRefused(String query) throws Exception {
    try (var retell = Pretended.retell(folder)) {
      assertError(retell.post("/v3/list-calls", query), 400);
    }
  }

  @Test
  void onlyACallThatTalksCanBeStopped() throws Exception {
    try (var retell = Pretended.retell(folder)) {
      retell.create("+13105550100");

      assertError(retell.post("/v2/stop-call/call_1", ""), 422);
      retell.pass(5);
      assertThat(retell.post("/v2/stop-call/call_1", "").statusCode()).isEqualTo(204);
      assertError(retell.post("/v2/stop-call/call_1", ""), 422);
      retell.pass(60);
      var call = retell.call("call_1");
      assertThat(call.get("call_status").stringValue()).isEqualTo("ended");
      assertThat(call.get("disconnection_reason").stringValue()).isEqualTo("manual_stopped");
      assertThat(call.get("duration_ms").intValue()).isEqualTo(1_000);
      assertThat(retell.receiver().events())
          .containsExactly("call_started", "call_ended", "call_analyzed");
      assertError(retell.post("/v2/stop-call/call_9", ""), 422);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"to_number\":\"+13105550100\"}",
        "{\"from_number\":\"+12125550100\"}",
        "{\"from_number\":\"+12125550100\",\"to_number\":\"13105550100\"}",
        "{\"from_number\":\"+12125550100\",\"to_number\":\"+0310555010\"}",
        "{\"from_number\":\"+12125550100\",\"to_number\":7}",
        "{\"from_number\":\"+12125550100\",\"to_number\":\"+13105550100\",\"metadata\":[]}",
        "{\"from_number\":\"+12125550100\",\"to_number\":\"+13105550100\",\"retell_llm_dynamic_variables\":{\"a\":1}}",
        "{\"from_number\":\"+12125550100\",\"to_number\":\"+13105550100\",\"override_agent_id\":1}",
      })
  void aCreateThatIsNotUnderstoodIsRefusedAndInTheLedger(String body) throws Exception {
    try (var retell = Pretended.retell(folder)) {
      assertError(retell.post("/v2/create-phone-call", body), 400);
      assertThat(retell.ledger())
          .singleElement()
          .satisfies(line -> {
            assertThat(line.get("answer").intValue()).isEqualTo(400);
            assertThat(line.get("rang").booleanValue()).isFalse();
            assertThat(line.get("call_id").isNull()).isTrue();
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer ", "Bearer sandbox-kez", "sandbox-key", "Basic sandbox-key"})
  void withoutTheKeyNothingIsAnswered(String authorization) throws Exception {
    try (var retell = Pretended.retell(folder)) {
      for (var path : new String[] {"/get-concurrency", "/v2/get-call/x", "/nope"}) {
        assertError(retell.send(with(authorization, retell, path).build()), 401);
      }
      var create =
          with(authorization, retell, "/v2/create-phone-call")
              .POST(HttpRequest.BodyPublishers.ofString("{}"))
              .build();
      assertError(retell.send(create), 401);
      assertThat(retell.ledger())
          .singleElement()
          .hasToString(
              "{\"seq\":1,\"received_at\":\"2026-11-21T12:00:00.000Z\",\"call_id\":null,"
                  + "\"to_number\":null,\"from_number\":null,\"metadata\":null,\"rang\":false,"
                  + "\"answer\":401}");
    }
  }

  @Test
  void whatIsTooLargeOrUnknownIsRefused() throws Exception {
    try (var retell = Pretended.retell(folder)) {
      assertError(retell.post("/v2/create-phone-call", " ".repeat(1024 * 1024 + 1)), 413);
      assertThat(retell.ledger())
          .as("it was received all the same")
          .singleElement()
          .satisfies(line -> assertThat(line.path("answer").intValue()).isEqualTo(413));
      assertError(retell.post("/v3/list-calls", " ".repeat(1024 * 1024 + 1)), 413);
      assertError(retell.get("/v1/create-phone-call"), 404);
      assertError(retell.get("/v2/create-phone-call"), 404);
      assertError(retell.get("/v2/get-call/call_9"), 422);
    }
  }

  @Test
  void concurrencyAndNumbersHaveRetellsShape() throws Exception {
    try (var retell = Pretended.retell(folder)) {
      var concurrency = Pretended.json(retell.get("/get-concurrency"));
      assertThat(concurrency.get("current_concurrency").isInt()).isTrue();
      assertThat(concurrency.get("concurrency_limit").isInt()).isTrue();
      assertThat(concurrency.get("reserved_inbound_concurrency").isInt()).isTrue();
      var numbers = Pretended.json(retell.get("/v2/list-phone-numbers"));
      assertThat(numbers.get("items").get(0).get("phone_number").stringValue()).startsWith("+1");
      assertThat(numbers.get("has_more").booleanValue()).isFalse();
      assertThat(retell.health().get("status").stringValue()).isEqualTo("ok");
    }
  }

  private static HttpRequest.Builder with(String authorization, Pretended retell, String path) {
    var request = HttpRequest.newBuilder(retell.address().resolve(path));
    return authorization.isEmpty() ? request : request.header("Authorization", authorization);
  }

  private static void assertError(java.net.http.HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).isEqualTo(status);
    var body = Pretended.json(answer);
    assertThat(body.propertyNames()).containsExactly("status", "message");
    assertThat(body.get("status").stringValue()).isEqualTo("error");
    assertThat(body.get("message").stringValue()).isNotBlank();
  }

  private static String after(JsonNode page) {
    return "{\"limit\":2,\"pagination_key\":" + page.get("pagination_key") + "}";
  }

  private static java.util.List<String> ids(JsonNode page) {
    return page.get("items").valueStream().map(call -> call.get("call_id").stringValue()).toList();
  }

  private static int concurrency(Pretended retell) throws Exception {
    return Pretended.json(retell.get("/get-concurrency")).get("current_concurrency").intValue();
  }
}
