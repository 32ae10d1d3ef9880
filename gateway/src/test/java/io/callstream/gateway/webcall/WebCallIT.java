package io.callstream.gateway.webcall;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.CallCommand.WebCallMade;
import io.callstream.contracts.Json;
import io.callstream.gateway.Answer;
import io.callstream.gateway.Db;
import io.callstream.gateway.RetellStub;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import java.util.HashMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Web calls over both routes, made at a Retell that the test plays. */
class WebCallIT {

  private static final String FULL = "/api/v1/calls/web-call";
  private static final String SEED = "/api/create-web-call";
  private static final String CREATE = "POST /v3/create-web-call";
  private static final String PAGE = "https://shop.example.test";
  private static final String BODY =
      "{\"agent_id\":\"agent_1\",\"metadata\":{\"order\":7},"
          + "\"retell_llm_dynamic_variables\":{\"name\":\"Zoë\"}}";

  private static TestDatabase database;
  private static Db db;
  private static RetellStub retell;
  private static RunningGateway gateway;
  private String retellId;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    retell = new RetellStub();
    var settings = new HashMap<>(retell.settings());
    settings.put("WEB_CALL_ORIGINS", PAGE);
    settings.put("WEB_CALL_AGENTS", "agent_1");
    settings.put("PUBLIC_BASE_URL", "https://calls.example.test");
    gateway = RunningGateway.ready(database, settings);
    db = new Db(database);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    retell.close();
    db.close();
    database.close();
  }

  @BeforeEach
  void retellMakesWebCalls() {
    retellId = "call_" + UUID.randomUUID().toString().replace("-", "");
    retell.answer(
        CREATE,
        201,
        """
        {"call_id": "%s", "access_token": "token_1", "transport": "gateway",
         "ice_servers": [{"urls": "stun:stun.example.test"}], "expires_at": 1795255230000}
        """
            .formatted(retellId));
  }

  @Test
  void aWebCallIsMadeStoredAndAnsweredWithWhatJoinsIt() {
    var answer = gateway.post(FULL, BODY);

    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    assertThat(answer.json().propertyNames())
        .containsExactly(
            "message",
            "agent_id",
            "access_token",
            "call_id",
            "transport",
            "ice_servers",
            "expires_at",
            "callstream_call_id",
            "web_call_url",
            "status");
    assertThat(answer.at("/call_id")).isEqualTo(retellId);
    assertThat(answer.at("/status")).isEqualTo("created");
    assertThat(answer.at("/agent_id")).isEqualTo("agent_1");
    assertThat(answer.at("/access_token")).isEqualTo("token_1");
    var ours = answer.at("/callstream_call_id");
    var sent = sent(ours);
    assertThat(sent.callId()).isEqualTo(sent.requestId()).hasToString(ours);
    assertThat(sent.retellCallId()).isEqualTo(retellId);
    assertThat(sent.joinBefore().toEpochMilli()).isEqualTo(1795255230000L);
    assertThat(sent.metadata().toString()).isEqualTo("{\"order\":7}");
    assertThat(new String(value(ours), java.nio.charset.StandardCharsets.UTF_8))
        .as("the token is kept nowhere")
        .doesNotContain("token_1");
    var asked = retell.last();
    assertThat(asked.authorization()).isEqualTo("Bearer " + RetellStub.KEY);
    assertThat(asked.json().at("/metadata/order").intValue()).isEqualTo(7);
    assertThat(asked.json().at("/metadata/callstream_call_id").stringValue()).isEqualTo(ours);
    assertThat(asked.json().at("/metadata/callstream_dial_id").stringValue())
        .isEqualTo(sent.dialId().toString());
    assertThat(asked.json().at("/metadata/callstream_installation").stringValue())
        .isEqualTo(RunningGateway.INSTALLATION);
    assertThat(asked.json().at("/retell_llm_dynamic_variables/name").stringValue())
        .isEqualTo("Zoë");
  }

  @Test
  void theJoinPageGetsTheTokenBehindTheHash() {
    var url = gateway.post(FULL, BODY).at("/web_call_url");

    assertThat(url).startsWith("https://calls.example.test/dashboard/web-call#join=");
    var join = Json.tree(Base64.getUrlDecoder().decode(url.substring(url.indexOf('=') + 1)));
    assertThat(join.get("access_token").stringValue()).isEqualTo("token_1");
    assertThat(join.get("call_id").stringValue()).isEqualTo(retellId);
  }

  @Test
  void aWebCallIsReadByEitherIdAtOnceAndNeverHeld() {
    var ours = gateway.post(FULL, BODY).at("/callstream_call_id");

    for (var id : new String[] {ours, retellId}) {
      var call = gateway.get("/api/v1/calls/" + id);
      assertThat(call.status()).isEqualTo(200);
      assertThat(call.at("/call_id")).isEqualTo(ours);
      assertThat(call.at("/retell_call_id")).isEqualTo(retellId);
      assertThat(call.at("/call_type")).isEqualTo("web_call");
      assertThat(call.at("/status")).isEqualTo("initiated");
      assertThat(call.json().get("to_number").isNull()).isTrue();
      assertThat(call.json().get("hold").isNull()).isTrue();
    }
    assertThat(gateway.get("/api/v1/calls/" + retellId + "/events").at("/items/0/fact"))
        .isEqualTo("requested");
  }

  @Test
  void aWebCallIsNeverWithdrawnOnlyStopped() {
    var ours = gateway.post(FULL, BODY).at("/callstream_call_id");

    assertThat(gateway.post("/api/v1/calls/" + ours + "/cancel").status()).isEqualTo(202);
    assertThat(db.count("select count(*) from outbox.messages where key = ?", ours)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | $.agent_id",
        "{\"agent_id\": null} | $.agent_id",
        "{\"agent_id\": \"\"} | $.agent_id",
        "{\"agent_id\": \"a\", \"to_number\": \"+12125550123\"} | $.to_number",
        "{\"agent_id\": \"a\", \"metadata\": {\"callstream_call_id\": \"x\"}} | $.metadata.callstream_call_id",
        "{\"agent_id\": \"a\", \"retell_llm_dynamic_variables\": {\"n\": 1}} | $.retell_llm_dynamic_variables.n",
      })
  void refusesWhatItCannotTakeAndSaysWhere(String body, String field) {
    var before = retell.asked().size();

    assertThat(gateway.post(FULL, body).fields()).containsExactly(field);
    var seed = gateway.post(SEED, body);
    assertThat(seed.status()).isEqualTo(400);
    assertThat(seed.at("/error")).contains(field);
    assertThat(retell.asked()).hasSize(before);
  }

  @ParameterizedTest
  @CsvSource({
    "401,502,401",
    "402,402,500",
    "422,422,500",
    "429,429,500",
    "500,502,500",
    "302,502,500"
  })
  void retellsNoIsPassedOn(int retells, int full, int seed) {
    retell.answer(CREATE, retells, "{\"status\":\"error\",\"message\":\"No such thing\"}");

    var told = gateway.post(FULL, BODY).isProblem(full);
    assertThat(told.at("/detail")).contains("No such thing");
    var brief = gateway.post(SEED, BODY);
    assertThat(brief.status()).isEqualTo(seed);
    assertThat(brief.json().propertyNames()).containsExactly("error");
  }

  @Test
  void anAnswerWithoutATokenIsNone() {
    retell.answer(CREATE, 201, "{\"call_id\":\"call_1\"}");

    gateway.post(FULL, BODY).isProblem(502);
  }

  @Test
  void stoppingAllStopsWebCallsToo() {
    gateway.post("/api/v1/dialling/stop");
    try {
      var before = retell.asked().size();
      gateway.post(FULL, BODY).isProblem(409);
      assertThat(gateway.post(SEED, BODY).status()).isEqualTo(500);
      assertThat(retell.asked()).hasSize(before);
    } finally {
      gateway.post("/api/v1/dialling/start");
    }
  }

  @Test
  void theSeedsRouteAnswersTokenAndRetellsId() {
    var answer = gateway.post(SEED, BODY);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.at("/access_token")).isEqualTo("token_1");
    assertThat(answer.at("/call_id")).isEqualTo(retellId);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void aPageOfAnAllowedOriginNeedsNoKeyForAnAllowedAgent() {
    var answer = fromPage(PAGE, BODY);

    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
    assertThat(answer.header("Vary")).isEqualTo("Origin");
    var other = fromPage(PAGE, BODY.replace("agent_1", "agent_2"));
    assertThat(other.status()).isEqualTo(401);
    assertThat(other.at("/error")).contains("agent_id");
    assertThat(other.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
  }

  @Test
  void anyOtherPageNeedsTheKey() {
    for (var origin : new String[] {"https://evil.example.test", "null", PAGE + ".evil.test"}) {
      var answer = fromPage(origin, BODY);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.at("/error")).isEqualTo("Unauthorized: Admin access required");
      assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }
  }

  @Test
  void optionsAreAnsweredForAllowedOriginsAlone() {
    var allowed = options(PAGE);
    assertThat(allowed.status()).isEqualTo(204);
    assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
    assertThat(allowed.header("Access-Control-Allow-Methods")).contains("POST");
    assertThat(allowed.header("Access-Control-Allow-Headers")).contains("Content-Type");
    var other = options("https://evil.example.test");
    assertThat(other.status()).isEqualTo(204);
    assertThat(other.header("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void withoutRetellsKeyNoWebCallIsMadeAndNoPlaceTaken() throws Exception {
    try (var own = TestDatabases.create();
        var tables = new Db(own);
        var bare = RunningGateway.ready(own, java.util.Map.of())) {
      assertThat(bare.post(FULL, BODY).isProblem(502).at("/detail")).contains("RETELL_API_KEY");
      assertThat(tables.count("select count(*) from gateway.web_slots")).isZero();
    }
  }

  private static Answer fromPage(String origin, String body) {
    return RunningGateway.send(
        HttpRequest.newBuilder(gateway.uri(SEED))
            .header("Origin", origin)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private static Answer options(String origin) {
    return RunningGateway.send(
        HttpRequest.newBuilder(gateway.uri(SEED))
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .method("OPTIONS", BodyPublishers.noBody()));
  }

  private static byte[] value(String requestId) {
    return db.one(byte[].class, "select value from outbox.messages where key = ?", requestId);
  }

  private static WebCallMade sent(String requestId) {
    return Json.read(value(requestId), WebCallMade.class);
  }
}
