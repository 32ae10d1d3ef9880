package io.callstream.gateway.retellapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.callstream.gateway.Answer;
import io.callstream.gateway.Db;
import io.callstream.gateway.RetellStub;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.LosingProxy;
import io.callstream.testing.NodeScripts;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Retell's own addresses: by the official SDK where Node is, and by hand everywhere. */
class RetellSdkIT {

  private static final String CREATE = "/v2/create-phone-call";
  private static final String KEPT = "00000000-0000-4000-8000-00000000000a";
  private static final String BODY =
      "{\"from_number\": \"+12125550100\", \"to_number\": \"+12125550173\"}";

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
    db.addProjector();
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    retell.close();
    db.close();
    database.close();
  }

  @Test
  void theOfficialSdkDrivesEveryRoute() {
    var sdk = sdk();
    retell.answer(
        "POST /v3/create-web-call",
        201,
        "{\"call_id\":\"call_w\",\"access_token\":\"t\",\"transport\":\"gateway\",\"ice_servers\":[],\"expires_at\":1795255230000}");
    retell.answer("POST /create-retell-llm", 201, "{\"llm_id\":\"llm_1\"}");
    retell.answer("GET /get-retell-llm/llm_1", 200, "{\"llm_id\":\"llm_1\"}");
    retell.answer(
        "GET /v2/list-retell-llms", 200, "{\"items\":[{\"llm_id\":\"llm_1\"}],\"has_more\":false}");
    retell.answer("PATCH /v2/update-call/call_kept", 200, "{\"call_id\":\"call_kept\"}");
    retell.answer("DELETE /v2/delete-call/call_kept", 204, "");
    keepOneCall();
    retell.answer("POST /create-agent", 201, "{\"agent_id\":\"agent_1\"}");
    retell.answer("GET /get-agent/agent_1", 200, "{\"agent_id\":\"agent_1\"}");
    retell.answer(
        "POST /v2/list-agents", 200, "{\"items\":[{\"agent_id\":\"agent_1\"}],\"has_more\":false}");
    retell.answer("GET /get-concurrency", 200, "{\"concurrency_limit\":20}");
    retell.answer(
        "GET /v2/list-phone-numbers",
        200,
        "{\"items\":[{\"phone_number\":\"+12125550100\"}],\"has_more\":false}");
    retell.answer(
        "POST /v2/register-phone-call", 201, "{\"call_id\":\"c\",\"call_status\":\"registered\"}");

    assertThat(sdk.run("drive.mjs", environment(gateway.uri("").toString())).strip())
        .endsWith(
            "createPhoneCall retrieve sign errors list kept batch stop createWebCall agents account");
    assertThat(retell.asked())
        .as("nothing here makes a phone ring")
        .noneMatch(
            asked -> asked.route().contains("phone-call") && !asked.route().contains("register"));
  }

  @Test
  void anAnswerLostTwiceIsOneRequest() {
    var sdk = sdk();
    try (var proxy = new LosingProxy(gateway.uri("/"), 2)) {
      var id = sdk.run("lost.mjs", environment(proxy.address())).strip();

      assertThat(proxy.counts()).containsExactly("0", "1", "2");
      assertThat(id).endsWith(requestsTo("+12125550172"));
    }
  }

  @Test
  void onlyWhatSaysThatItIsARepeatIsOne() {
    var first = create("0");
    var second = create("0");
    var without = gateway.post(CREATE, BODY);

    assertThat(second.at("/call_id")).isNotEqualTo(first.at("/call_id"));
    assertThat(without.at("/call_id")).isNotEqualTo(second.at("/call_id"));
    var repeat = create("1");
    assertThat(repeat.at("/call_id")).as("the newest").isEqualTo(without.at("/call_id"));
    assertThat(repeat.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(create("2").at("/call_id")).isEqualTo(without.at("/call_id"));
    db.run("update gateway.sdk_requests set accepted_at = accepted_at - interval '10 minutes'");
    assertThat(create("1").at("/call_id")).as("too long ago").isNotEqualTo(without.at("/call_id"));
  }

  @Test
  void anIdempotencyKeyWorksAsElsewhere() {
    var first = gateway.post(CREATE, BODY, "Idempotency-Key", "sdk-key");

    assertThat(first.status()).isEqualTo(201);
    assertThat(gateway.post(CREATE, BODY, "Idempotency-Key", "sdk-key").at("/call_id"))
        .isEqualTo(first.at("/call_id"));
    var other = gateway.post(CREATE, BODY.replace("173", "174"), "Idempotency-Key", "sdk-key");
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.at("/status")).isEqualTo("error");
  }

  @Test
  void everyErrorHasRetellsShape() {
    isRetells(400, gateway.post(CREATE, "{\"to_number\":\"12\"}"), "to_number");
    isRetells(400, gateway.post(CREATE, "["), "JSON");
    isRetells(
        400, gateway.post(CREATE, BODY.replace("{", "{\"custom_sip_headers\":{},")), "custom_sip");
    isRetells(422, gateway.get("/v2/get-call/call_9"), "Cannot find");
    isRetells(422, gateway.post("/v2/stop-call/call_9"), "Cannot find");
    isRetells(404, gateway.get("/v2/nowhere"), "Nothing");
    isRetells(405, gateway.get(CREATE), "method");
    isRetells(404, gateway.get("/get-agent/agent_9"), "nothing here");
    isRetells(400, gateway.post("/v3/list-calls", "{\"skip\":-1}"), "skip");
    isRetells(400, gateway.post("/v3/list-calls", "{\"filter_criteria\":{\"mood\":{}}}"), "mood");
    isRetells(
        400,
        gateway.post(
            "/v2/register-phone-call",
            "{\"agent_id\":\"a\",\"metadata\":{\"callstream_call_id\":\"x\"}}"),
        "callstream_call_id");
  }

  private static void isRetells(int status, Answer answer, String word) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.json().propertyNames()).containsExactly("status", "message");
    assertThat(answer.at("/status")).isEqualTo("error");
    assertThat(answer.at("/message")).contains(word);
  }

  private static Answer create(String retryCount) {
    var answer = gateway.post(CREATE, BODY, RetryCount.HEADER, retryCount);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer;
  }

  private static String requestsTo(String number) {
    return db.one(
        String.class,
        "select string_agg(request_id::text, ' ') from gateway.requests"
            + " where convert_from(command, 'UTF8')::jsonb ->> 'to_number' = ?",
        number);
  }

  private static void keepOneCall() {
    db.run(
        """
        insert into calls.retell_calls (call_id, request_id, attempt, retell_call_id, call_type,
          direction, agent_id, from_number, to_number, status, outcome, retell_status,
          disconnection_reason, variables, metadata, requested_at, started_at, ended_at, transcript)
        values (?::uuid, ?::uuid, 1, 'call_kept', 'phone_call', 'outbound', 'agent_1', '+12125550100',
          '+12125550171', 'completed', 'answered', 'ended', 'user_hangup', '{}', '{"order": "kept"}',
          '2026-11-21T09:00:00Z', '2026-11-21T09:00:10Z', '2026-11-21T09:01:00Z', 'Agent: Hello')
        """,
        KEPT,
        KEPT);
  }

  private static Map<String, String> environment(String baseUrl) {
    return Map.of(
        "BASE_URL",
        baseUrl,
        "API_KEY",
        RunningGateway.ADMIN_KEY,
        "WEBHOOK_KEY",
        RunningGateway.WEBHOOK_KEY,
        "KEPT_CALL",
        KEPT);
  }

  private static NodeScripts sdk() {
    var missing = NodeScripts.missing();
    if (!missing.isEmpty()) {
      System.err.println("NOT RUN: the official SDK against the gateway, since " + missing);
    }
    assumeTrue(missing.isEmpty(), missing);
    return NodeScripts.install("sdk");
  }
}
