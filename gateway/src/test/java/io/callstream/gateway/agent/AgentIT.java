package io.callstream.gateway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.gateway.RetellStub;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Agents and LLMs go to a Retell that the test plays. */
class AgentIT {

  private static final String AGENT =
      "{\"response_engine\":{\"type\":\"retell-llm\",\"llm_id\":\"llm_1\"},\"voice_id\":\"v\",\"agent_name\":\"A\"}";

  private static TestDatabase database;
  private static RetellStub retell;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    retell = new RetellStub();
    gateway = RunningGateway.ready(database, retell.settings());
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    retell.close();
    database.close();
  }

  @Test
  void anAgentIsCreatedAsItWasAsked() {
    retell.answer("POST /create-agent", 201, "{\"agent_id\":\"agent_9\",\"version\":0}");

    var answer = gateway.post("/api/v1/agents", AGENT);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    assertThat(answer.at("/agent_id")).isEqualTo("agent_9");
    assertThat(answer.header("Location")).isEqualTo("/api/v1/agents/agent_9");
    assertThat(retell.last().body()).isEqualTo(AGENT);
  }

  @Test
  void anLlmIsCreatedReadAndListed() {
    retell.answer("POST /create-retell-llm", 201, "{\"llm_id\":\"llm_1\"}");
    retell.answer("GET /get-retell-llm/llm_1", 200, "{\"llm_id\":\"llm_1\"}");
    retell.answer(
        "GET /v2/list-retell-llms?limit=50",
        200,
        "{\"items\":[{\"llm_id\":\"llm_1\"}],\"has_more\":false}");

    assertThat(gateway.post("/api/v1/retell-llms", "{\"general_prompt\":\"Hi\"}").status())
        .isEqualTo(201);
    assertThat(gateway.get("/api/v1/retell-llms/llm_1").at("/llm_id")).isEqualTo("llm_1");
    assertThat(gateway.get("/api/v1/retell-llms").at("/items/0/llm_id")).isEqualTo("llm_1");
  }

  @Test
  void pagesOfAgentsFollowOneAnother() {
    retell.answer(
        "POST /v2/list-agents?limit=1",
        200,
        "{\"items\":[{\"agent_id\":\"a\"}],\"has_more\":true,\"pagination_key\":\"k/1\"}");
    retell.answer(
        "POST /v2/list-agents?limit=1&pagination_key=k%2F1",
        200, "{\"items\":[{\"agent_id\":\"b\"}],\"has_more\":false}");

    assertThat(gateway.get("/api/v1/agents?limit=1").at("/next_cursor")).isEqualTo("k/1");
    var last = gateway.get("/api/v1/agents?limit=1&cursor=k%2F1");
    assertThat(last.at("/items/0/agent_id")).isEqualTo("b");
    assertThat(last.json().get("next_cursor").isNull()).isTrue();
    assertThat(gateway.get("/api/v1/agents?limit=0").fields()).containsExactly("limit");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"response_engine\":{\"type\":\"retell-llm\",\"llm_id\":\"x\"}} | $.voice_id",
        "{\"voice_id\":\"v\"} | $.response_engine",
        "{\"voice_id\":\"v\",\"response_engine\":{\"type\":\"other\"}} | $.response_engine",
        "{\"voice_id\":7,\"response_engine\":{\"type\":\"retell-llm\",\"llm_id\":\"x\"}} | $.voice_id",
        "{\"voice_id\":\"v\",\"response_engine\":\"retell-llm\"} | $.response_engine",
        "{\"voice_id\":\"v\",\"response_engine\":{\"type\":\"retell-llm\",\"llm_id\":\"x\"},\"ring_duration_ms\":\"x\"}"
            + " | $.ring_duration_ms",
        "{\"voice_id\":\"v\",\"response_engine\":{\"type\":\"retell-llm\",\"llm_id\":\"x\"},\"ring_duration_ms\":1000}"
            + " | $.ring_duration_ms",
        "{\"voice_id\":\"v\",\"response_engine\":{\"type\":\"custom-llm\"}} |"
            + " $.response_engine.llm_websocket_url",
        "{\"voice_id\":\"v\",\"response_engine\":{\"type\":\"retell-llm\",\"llm_id\":\"x\"},\"is_admin\":true}"
            + " | $.is_admin",
      })
  void whatRetellWouldNotTakeIsRefusedHere(String body, String field) {
    var before = retell.asked().size();

    assertThat(gateway.post("/api/v1/agents", body).fields()).containsExactly(field);
    assertThat(retell.asked()).hasSize(before);
  }

  @Test
  void retellsErrorsArePassedOnInWords() {
    retell.answer("POST /create-agent", 422, "{\"status\":\"error\",\"message\":\"No llm_1\"}");
    retell.answer("GET /get-agent/agent_x", 422, "{\"status\":\"error\",\"message\":\"None\"}");

    assertThat(gateway.post("/api/v1/agents", AGENT).isProblem(422).at("/detail"))
        .contains("No llm_1");
    gateway.get("/api/v1/agents/agent_x").isProblem(404);
    gateway.get("/api/v1/agents/agent_y").isProblem(404);
  }

  @Test
  void anIdLeadsToNoOtherRoute() {
    gateway.get("/api/v1/agents/..%2Fv2%2Fget-call").isProblem(400);
    gateway.get("/api/v1/agents/a%3Fversion=1");
    assertThat(retell.last().route()).isEqualTo("GET /get-agent/a%3Fversion%3D1");
  }
}
