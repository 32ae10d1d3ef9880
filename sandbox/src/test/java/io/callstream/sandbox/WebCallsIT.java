package io.callstream.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Web calls, agents and what else is not a ringing phone. */
@Timeout(180)
class WebCallsIT {

  private static final String BODY =
      "{\"agent_id\":\"agent_1\",\"metadata\":{\"k\":\"v\"},"
          + "\"retell_llm_dynamic_variables\":{\"name\":\"Ann\"}}";

  @TempDir private Path folder;

  @Test
  void aWebCallNobodyJoinsEndsAfterThirtySecondsAndRingsNoPhone() throws Exception {
    try (var retell = Pretended.retell(folder)) {
      var made = retell.post("/v3/create-web-call", BODY);

      assertThat(made.statusCode()).isEqualTo(201);
      assertThat(Pretended.json(made).propertyNames())
          .containsExactly("call_id", "access_token", "transport", "ice_servers", "expires_at");
      var id = Pretended.json(made).get("call_id").stringValue();
      retell.pass(29);
      assertThat(retell.call(id).get("call_status").stringValue()).isEqualTo("registered");
      retell.pass(1);
      var call = retell.call(id);
      assertThat(call.get("call_status").stringValue()).isEqualTo("error");
      assertThat(call.get("disconnection_reason").stringValue()).isEqualTo("error_user_not_joined");
      assertThat(call.get("duration_ms").intValue()).isZero();
      assertThat(call.has("to_number")).isFalse();
      assertThat(
              join(retell, id, Pretended.json(made).get("access_token").stringValue()).statusCode())
          .isEqualTo(422);
      retell.pass(5);
      assertThat(retell.receiver().events()).containsExactly("call_ended", "call_analyzed");
      assertThat(retell.ledger()).as("only phones are in the ledger").isEmpty();
    }
  }

  @Test
  void aWebCallThatIsJoinedIsTalkedThrough() throws Exception {
    try (var retell = Pretended.retell(folder)) {
      var made = Pretended.json(retell.post("/v2/create-web-call", BODY));
      var id = made.get("call_id").stringValue();
      var token = made.get("access_token").stringValue();

      assertThat(made.get("call_type").stringValue()).isEqualTo("web_call");
      assertThat(made.get("call_status").stringValue()).isEqualTo("registered");
      assertThat(made.get("agent_id").stringValue()).isEqualTo("agent_1");
      assertThat(made.at("/metadata/k").stringValue()).isEqualTo("v");
      retell.pass(20);
      assertThat(join(retell, id, "token_of_another").statusCode()).isEqualTo(422);
      assertThat(join(retell, id, token).statusCode()).isEqualTo(200);
      assertThat(join(retell, id, token).statusCode()).as("once only").isEqualTo(422);
      retell.pass(30);
      var call = retell.call(id);
      assertThat(call.get("call_status").stringValue()).isEqualTo("ended");
      assertThat(call.get("disconnection_reason").stringValue()).isEqualTo("user_hangup");
      assertThat(retell.receiver().events())
          .containsExactly("call_started", "call_ended", "call_analyzed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"agent_id\":\" \"}", "{\"agent_id\":1}"})
  void aWebCallNeedsAnAgent(String body) throws Exception {
    try (var retell = Pretended.retell(folder)) {
      var refused = retell.post("/v3/create-web-call", body);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(Pretended.json(refused).get("message").stringValue()).contains("agent_id");
    }
  }

  @Test
  void agentsAndLlmsAreCreatedReadAndListed() throws Exception {
    try (var retell = Pretended.retell(folder)) {
      var llm = Pretended.json(retell.post("/create-retell-llm", "{\"general_prompt\":\"Hi\"}"));
      var agent =
          Pretended.json(
              retell.post(
                  "/create-agent",
                  "{\"response_engine\":{\"type\":\"retell-llm\",\"llm_id\":\"%s\"},\"voice_id\":\"v\",\"agent_name\":\"A\"}"
                      .formatted(llm.get("llm_id").stringValue())));
      var id = agent.get("agent_id").stringValue();

      assertThat(Pretended.json(retell.get("/get-agent/" + id))).isEqualTo(agent);
      assertThat(Pretended.json(retell.get("/get-retell-llm/" + llm.get("llm_id").stringValue())))
          .isEqualTo(llm);
      assertThat(
              Pretended.json(retell.post("/v2/list-agents", "{}"))
                  .get("items")
                  .valueStream()
                  .map(item -> item.get("agent_id").stringValue()))
          .contains("agent_sandbox", id);
      assertThat(Pretended.json(retell.get("/v2/list-retell-llms")).get("items")).hasSize(2);
      assertThat(retell.post("/create-agent", "{\"voice_id\":\"v\"}").statusCode()).isEqualTo(400);
      assertThat(retell.get("/get-agent/agent_9").statusCode()).isEqualTo(422);
    }
  }

  @Test
  void onlyACallThatIsOverIsChangedOrDeleted() throws Exception {
    try (var retell = Pretended.retell(folder)) {
      retell.create("+13105550120");

      assertThat(change(retell, "PATCH", "update").statusCode()).isEqualTo(422);
      assertThat(change(retell, "DELETE", "delete").statusCode()).isEqualTo(422);
      retell.pass(31);
      assertThat(retell.health().get("calls_live").intValue()).isZero();
      assertThat(change(retell, "PATCH", "update").statusCode()).isEqualTo(200);
      assertThat(retell.call("call_1").at("/metadata/new").booleanValue()).isTrue();
      assertThat(retell.health().get("calls_live").intValue()).isZero();
      assertThat(change(retell, "DELETE", "delete").statusCode()).isEqualTo(204);
      assertThat(retell.get("/v2/get-call/call_1").statusCode()).isEqualTo(422);
    }
  }

  @Test
  void aRegisteredCallThatNobodyConnectsTimesOut() throws Exception {
    try (var retell = Pretended.retell(folder)) {
      var made = Pretended.json(retell.post("/v2/register-phone-call", "{\"agent_id\":\"a\"}"));

      assertThat(made.get("call_status").stringValue()).isEqualTo("registered");
      retell.pass(301);
      assertThat(
              retell
                  .call(made.get("call_id").stringValue())
                  .get("disconnection_reason")
                  .stringValue())
          .isEqualTo("registered_call_timeout");
    }
  }

  private static HttpResponse<String> join(Pretended retell, String id, String token)
      throws Exception {
    return retell.send(
        HttpRequest.newBuilder(retell.address().resolve("/sandbox/web-calls/" + id + "/join"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"access_token\":\"" + token + "\"}"))
            .build());
  }

  private static HttpResponse<String> change(Pretended retell, String method, String what)
      throws Exception {
    return retell.send(
        HttpRequest.newBuilder(retell.address().resolve("/v2/" + what + "-call/call_1"))
            .header("Authorization", "Bearer " + Pretended.KEY)
            .method(method, HttpRequest.BodyPublishers.ofString("{\"metadata\":{\"new\":true}}"))
            .build());
  }
}
