package io.callstream.gateway.retellapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.Json;
import io.callstream.gateway.Answer;
import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Retell's create-batch-call becomes a campaign that runs. */
class BatchIT {

  private static final String PATH = "/create-batch-call";
  private static final String KEY = "Idempotency-Key";

  private static TestDatabase database;
  private static RunningGateway gateway;
  private static Db db;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of());
    db = new Db(database);
    db.migrate("call-dispatcher", "dispatch");
    db.addProjector();
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    db.close();
    database.close();
  }

  @Test
  void aBatchIsACampaignWhosePeopleAreReleased() {
    var made =
        gateway.post(
            PATH,
            """
            {"name": "Spring", "from_number": "+12125550100", "trigger_timestamp": 1700000000000,
             "tasks": [
              {"to_number": "+12125550121", "override_agent_id": "agent_b",
               "retell_llm_dynamic_variables": {"name": "Zoë"}, "metadata": {"order": 7}},
              {"to_number": "+12125550122", "override_agent_id": "agent_b",
               "ignore_e164_validation": false, "agent_override": null}],
             "reserved_concurrency": 0,
             "call_time_window": {"windows": [{"start": 0, "end": 1440}],
               "timezone": "Europe/Berlin"}}
            """);

    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.json().get("total_task_count").intValue()).isEqualTo(2);
    assertThat(made.json().get("scheduled_timestamp").longValue()).isEqualTo(1_700_000_000_000L);
    assertThat(made.at("/name")).isEqualTo("Spring");
    assertThat(made.at("/from_number")).isEqualTo("+12125550100");
    var id = made.at("/batch_call_id");
    var campaign = gateway.get("/api/v1/campaigns/" + id);
    assertThat(campaign.at("/state")).isEqualTo("running");
    var calls = released(id, 2);
    assertThat(calls).extracting(PlaceCall::agentId).containsOnly("agent_b");
    assertThat(calls).extracting(PlaceCall::fromNumber).containsOnly("+12125550100");
    assertThat(calls).extracting(PlaceCall::timezone).containsOnly("Europe/Berlin");
    assertThat(calls.getFirst().variables()).containsEntry("name", "Zoë");
    assertThat(calls.getFirst().metadata().get("order").intValue()).isEqualTo(7);
    assertThat(calls).extracting(PlaceCall::campaignId).containsOnly(UUID.fromString(id));
    assertThat(calls.getLast().metadata().has("order")).isFalse();
  }

  @Test
  void itsWindowIsTheCampaigns() {
    var made =
        gateway.post(
            PATH,
            """
            {"from_number": "+12125550100", "tasks": [{"to_number": "+12125550125"}],
             "call_time_window": {"windows": [{"start": 545, "end": 1440}],
               "day": ["Monday", "Friday"], "timezone": "Europe/Berlin"}}
            """);

    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.json().at("/call_time_window/windows/0/start").intValue()).isEqualTo(545);
    var campaign = gateway.get("/api/v1/campaigns/" + made.at("/batch_call_id"));
    assertThat(campaign.at("/window/from")).isEqualTo("09:05");
    assertThat(campaign.at("/window/to")).isEqualTo("24:00");
    assertThat(campaign.json().at("/window/days").toString()).isEqualTo("[\"mon\",\"fri\"]");
  }

  @Test
  void withoutAWindowTheyAreCalledAtOnceAtAllHoursAsAtRetell() {
    var made = gateway.post(PATH, body("+12125550123"));

    var campaign = gateway.get("/api/v1/campaigns/" + made.at("/batch_call_id"));
    assertThat(campaign.at("/name")).isEqualTo("Batch");
    assertThat(campaign.json().get("warnings").size()).isEqualTo(1);
    assertThat(made.json().get("scheduled_timestamp").longValue()).isPositive();
    assertThat(made.json().has("call_time_window")).isFalse();
    assertThat(released(made.at("/batch_call_id"), 1).getFirst().timezone()).isNull();
  }

  @Test
  void theCallsOfABatchAreFoundByItsId() {
    var id = gateway.post(PATH, body("+12125550124")).at("/batch_call_id");
    db.run(
        """
        insert into calls.retell_calls (call_id, request_id, campaign_id, attempt, call_type, direction,
          from_number, to_number, status, variables, metadata, requested_at)
        values (gen_random_uuid(), gen_random_uuid(), ?::uuid, 1, 'phone_call', 'outbound',
          '+12125550100', '+12125550124', 'initiated', '{}', '{}', now())
        """,
        id);

    var filter = "{\"filter_criteria\":{\"batch_call_id\":%s}}";
    var one = "{\"type\":\"string\",\"op\":\"eq\",\"value\":\"" + id + "\"}";
    assertThat(gateway.post("/v3/list-calls", filter.formatted(one)).json().get("items").size())
        .isEqualTo(1);
    assertThat(gateway.post("/v2/list-calls", filter.formatted("[\"" + id + "\"]")).json().size())
        .isEqualTo(1);
  }

  @Test
  void whatAnSdkRepeatsIsOneCampaign() {
    var first = create("+12125550125", RetryCount.HEADER, "0");

    assertThat(create("+12125550125", RetryCount.HEADER, "1")).isEqualTo(first);
    assertThat(create("+12125550125", RetryCount.HEADER, "2")).isEqualTo(first);
    assertThat(create("+12125550125", RetryCount.HEADER, "0")).as("wanted").isNotEqualTo(first);
    var late = create("+12125550126", RetryCount.HEADER, "1");
    assertThat(create("+12125550126", RetryCount.HEADER, "0")).as("late first").isEqualTo(late);
    assertThat(campaignsOf("+12125550125")).isEqualTo(2);
    assertThat(campaignsOf("+12125550126")).isEqualTo(1);
  }

  @Test
  void anIdempotencyKeyIsOneCampaignForEver() {
    var first = create("+12125550127", KEY, "k1");
    db.run("update gateway.sdk_requests set accepted_at = accepted_at - interval '1 day'");

    var again = gateway.post(PATH, body("+12125550127"), KEY, "k1");
    assertThat(again.at("/batch_call_id")).isEqualTo(first);
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(gateway.post(PATH, body("+12125550128"), KEY, "k1").status()).isEqualTo(409);
    assertThat(
            gateway
                .post(
                    PATH,
                    "{\"tasks\":[{\"to_number\":\"+12125550127\"}],\"from_number\":\"+12125550100\"}",
                    KEY,
                    "k1")
                .at("/batch_call_id"))
        .as("the order of members says nothing")
        .isEqualTo(first);
    assertThat(campaignsOf("+12125550127")).isEqualTo(1);
    assertThat(campaignsOf("+12125550128")).isZero();
  }

  @Test
  void twinsAtTheSameTimeAreOneCampaign() {
    var twins =
        IntStream.range(0, 6)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(() -> create("+12125550129", KEY, "twins")))
            .toList();

    assertThat(twins.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    assertThat(campaignsOf("+12125550129")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"tasks\":[] | tasks",
        "\"tasks\":[7] | tasks[0]",
        "\"tasks\":[{\"to_number\":\"12\"}] | tasks[0].to_number: Invalid phone number format",
        "\"tasks\":[{\"to_number\":\"+12125550130\"},{\"to_number\":\"+12125550130\"}] | tasks[1].to_number: Is in this batch before",
        "\"tasks\":[{\"to_number\":\"+12125550130\"},{\"to_number\":\"+12125550131\",\"override_agent_id\":\"b\"}] | tasks[1].override_agent_id",
        "\"tasks\":[{\"to_number\":\"+12125550130\",\"custom_sip_headers\":{}}] | tasks[0].custom_sip_headers",
        "\"tasks\":[{\"to_number\":\"+12125550130\",\"metadata\":{\"callstream_x\":1}}] | tasks[0].metadata.callstream_x",
        "\"tasks\":[{\"to_number\":\"+12125550130\",\"retell_llm_dynamic_variables\":{\"a\":1}}] | tasks[0].retell_llm_dynamic_variables.a",
        "\"tasks\":[{\"to_number\":\"+12125550130\"}],\"reserved_concurrency\":1 | reserved_concurrency",
        "\"tasks\":[{\"to_number\":\"+12125550130\"}],\"trigger_timestamp\":1795251610 | trigger_timestamp",
        "\"tasks\":[{\"to_number\":\"+12125550130\"}],\"call_time_window\":{\"windows\":[]} | call_time_window.windows",
        "\"tasks\":[{\"to_number\":\"+12125550130\"}],\"call_time_window\":{\"windows\":[{\"start\":9,\"end\":9}]} | call_time_window.windows[0].end",
        "\"tasks\":[{\"to_number\":\"+12125550130\"}],\"call_time_window\":{\"windows\":[{\"start\":9,\"end\":10}],\"day\":[\"mon\"]} | call_time_window.day",
        "\"tasks\":[{\"to_number\":\"+12125550130\"}],\"call_time_window\":{\"windows\":[{\"start\":9,\"end\":10}],\"timezone\":\"PST\"} | call_time_window.timezone",
        "\"tasks\":[{\"to_number\":\"+12125550130\"}],\"from_number\":\"12\" | from_number: Invalid phone number format"
      })
  void aBatchWithAnythingWrongIsNoneAtAll(String rest, String named) {
    var campaigns = db.count("select count(*) from gateway.campaigns");
    var from = rest.contains("from_number") ? "" : ",\"from_number\":\"+12125550100\"";

    var answer = gateway.post(PATH, "{" + rest + from + "}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.at("/message")).contains(named);
    assertThat(answer.at("/status")).isEqualTo("error");
    assertThat(db.count("select count(*) from gateway.campaigns")).isEqualTo(campaigns);
  }

  private static String create(String number, String header, String value) {
    Answer answer = gateway.post(PATH, body(number), header, value);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.at("/batch_call_id");
  }

  private static String body(String number) {
    return "{\"from_number\":\"+12125550100\",\"tasks\":[{\"to_number\":\"" + number + "\"}]}";
  }

  private static long campaignsOf(String number) {
    return db.count("select count(*) from gateway.recipients where to_number = ?", number);
  }

  /** The messages of a campaign's calls, in the order of the batch. */
  private static List<PlaceCall> released(String campaignId, int n) {
    var sql =
        """
        select command from gateway.requests r join gateway.recipients p using (request_id)
         where r.campaign_id = ?::uuid order by p.place
        """;
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> db.values(sql, campaignId).size() == n);
    return db.values(sql, campaignId).stream()
        .map(value -> Json.read(value, PlaceCall.class))
        .toList();
  }
}
