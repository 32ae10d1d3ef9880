package io.callstream.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The clock of the pretended world, set while the sandbox runs. */
class ClockIT {

  @TempDir private Path folder;
  private Pretended retell;

  @BeforeEach
  void start() throws IOException {
    retell = Pretended.retell(folder);
  }

  @AfterEach
  void stop() throws IOException {
    retell.close();
  }

  @Test
  void aCallLastsAsLongInAFasterWorld() throws Exception {
    set("{\"speed\":1440}");
    retell.create("+13105550100");

    retell.advance(Duration.ofMinutes(1));

    var call = retell.call("call_1");
    assertThat(call.get("call_status").stringValue()).isEqualTo("ended");
    assertThat(call.get("duration_ms").longValue()).isEqualTo(20_000);
    assertThat(call.has("call_analysis")).isTrue();
    assertThat(clock().get("speed").doubleValue()).isEqualTo(1_440);
  }

  @Test
  void goesOnAtOnceAndTellsTheWebhooks() throws Exception {
    retell.create("+13105550100");
    var before = now();

    set("{\"advance_s\":86400}");
    retell.quiet();

    assertThat(Duration.between(before, now())).isEqualTo(Duration.ofDays(1));
    assertThat(retell.receiver().events())
        .containsExactlyInAnyOrder("call_started", "call_ended", "call_analyzed");
    assertThat(clock().get("steps_waiting").intValue()).isZero();
  }

  @Test
  void aWebCallThatNobodyJoinsEndsWhenItsWindowIsPassedBy() throws Exception {
    retell.post("/v3/create-web-call", "{\"agent_id\":\"agent_sandbox\"}");

    set("{\"advance_s\":29.9}");
    assertThat(retell.list("{}").get("items")).isEmpty();
    set("{\"advance_s\":0.1}");

    assertThat(retell.list("{}").at("/items/0/disconnection_reason").stringValue())
        .isEqualTo("error_user_not_joined");
  }

  @Test
  void anOutageHasItsTimeOfTheDay() throws Exception {
    var outage =
        "{\"faults\":[{\"kind\":\"refused\",\"status\":503,\"after_s\":3600,\"for_s\":600}]}";
    put("/sandbox/faults", outage);

    assertThat(retell.get("/get-concurrency").statusCode()).isEqualTo(200);
    set("{\"advance_s\":3600}");
    assertThat(retell.get("/get-concurrency").statusCode()).isEqualTo(503);
    set("{\"advance_s\":600}");
    assertThat(retell.get("/get-concurrency").statusCode()).isEqualTo(200);
  }

  @Test
  void theLedgerKeepsRealTime() throws Exception {
    var before = now();
    set("{\"advance_s\":86400}");

    retell.create("+13105550100");

    assertThat(retell.ledger().getFirst().get("received_at").stringValue())
        .startsWith(before.toString().substring(0, 10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"speed\":-1}", "{\"speed\":\"2\"}", "{\"advance_s\":1e9}", "{\"x\":1}", "["})
  void whatIsNoClockChangesNothing(String body) throws Exception {
    assertThat(put("/sandbox/clock", body).statusCode()).isEqualTo(400);
    assertThat(clock().get("speed").doubleValue()).isEqualTo(1);
  }

  private Instant now() throws Exception {
    return Instant.parse(clock().get("now").stringValue());
  }

  private JsonNode clock() throws Exception {
    return Pretended.json(
        retell.send(HttpRequest.newBuilder(retell.address().resolve("/sandbox/clock")).build()));
  }

  private void set(String body) throws Exception {
    var answer = put("/sandbox/clock", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private HttpResponse<String> put(String path, String body) throws Exception {
    return retell.send(
        HttpRequest.newBuilder(retell.address().resolve(path))
            .PUT(BodyPublishers.ofString(body))
            .build());
  }
}
