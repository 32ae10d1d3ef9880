package io.callstream.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the account may, set while the sandbox runs. */
class LimitsIT {

  private static final String NUMBER = "+12125550101";

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
  void theConcurrencyThatIsToldIsKeptTo() throws Exception {
    set("{\"concurrency\":2}");

    assertThat(Pretended.json(retell.get("/get-concurrency")).get("concurrency_limit").intValue())
        .isEqualTo(2);
    assertThat(retell.create(NUMBER).statusCode()).isEqualTo(201);
    assertThat(webCall()).isEqualTo(201);
    assertThat(webCall()).isEqualTo(429);
    assertThat(retell.create(NUMBER).statusCode()).isEqualTo(429);
    assertThat(retell.ledger().getLast().get("rang").booleanValue()).isFalse();
    retell.pass(400);
    assertThat(retell.create(NUMBER).statusCode()).as("they have ended").isEqualTo(201);
  }

  @Test
  void soManyCallsASecond() throws Exception {
    set("{\"calls_per_second\":1}");

    assertThat(retell.create(NUMBER).statusCode()).isEqualTo(201);
    assertThat(retell.create(NUMBER).statusCode()).isEqualTo(429);
    retell.advance(Duration.ofSeconds(1));
    assertThat(retell.create(NUMBER).statusCode()).isEqualTo(201);
  }

  @Test
  void eachTelephonyHasARateOfItsOwn() throws Exception {
    set("{\"calls_per_second\":{\"retell-twilio\":1,\"retell-telnyx\":2}}");

    assertThat(from("+12125550100")).isEqualTo(201);
    assertThat(from("+12125550100")).isEqualTo(429);
    assertThat(from("+13105550100")).isEqualTo(201);
    assertThat(from("+13105550100")).isEqualTo(201);
    assertThat(from("+13105550100")).isEqualTo(429);
    for (int i = 0; i < 5; i++) {
      assertThat(from("+14155550100")).as("custom has none").isEqualTo(201);
    }
    assertThat(Pretended.json(retell.get("/v2/list-phone-numbers")).get("items"))
        .extracting(number -> number.get("phone_number_type").stringValue())
        .containsExactly("retell-twilio", "retell-telnyx", "custom");
  }

  @Test
  void soManyRequestsInTenSeconds() throws Exception {
    set("{\"creates_per_10s\":1,\"others_per_10s\":1}");

    assertThat(retell.create(NUMBER).statusCode()).isEqualTo(201);
    assertThat(retell.create(NUMBER).statusCode()).isEqualTo(429);
    assertThat(retell.get("/get-concurrency").statusCode()).isEqualTo(200);
    assertThat(retell.get("/get-concurrency").statusCode()).isEqualTo(429);
    assertThat(retell.post("/v3/list-calls", "{}").statusCode()).isEqualTo(200);
    retell.advance(Duration.ofSeconds(10));
    assertThat(retell.create(NUMBER).statusCode()).isEqualTo(201);
    assertThat(retell.get("/get-concurrency").statusCode()).isEqualTo(200);
  }

  @Test
  void tooManyWrongCreatesLockTheGoodOnesOut() throws Exception {
    set("{\"refused_creates_per_minute\":2}");

    assertThat(retell.create("+1").statusCode()).isEqualTo(400);
    assertThat(retell.create("+1").statusCode()).isEqualTo(400);
    assertThat(retell.create(NUMBER).statusCode()).isEqualTo(429);
    retell.advance(Duration.ofMinutes(1));
    assertThat(retell.create(NUMBER).statusCode()).isEqualTo(201);
  }

  @Test
  void soManyListsInTenSeconds() throws Exception {
    set("{\"lists_per_10s\":1}");

    assertThat(retell.post("/v3/list-calls", "{}").statusCode()).isEqualTo(200);
    assertThat(retell.post("/v3/list-calls", "{}").statusCode()).isEqualTo(429);
    retell.advance(Duration.ofSeconds(10));
    assertThat(retell.post("/v3/list-calls", "{}").statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsNoLimitChangesNothing() throws Exception {
    set("{\"concurrency\":2}");

    for (var body :
        new String[] {
          "{\"concurrency\":-1}", "{\"mood\":1}", "{\"calls_per_second\":{\"x\":1}}", "["
        }) {
      assertThat(put(body).statusCode()).isEqualTo(400);
    }
    assertThat(Pretended.json(retell.get("/get-concurrency")).get("concurrency_limit").intValue())
        .isEqualTo(2);
    set("{}");
    assertThat(Pretended.json(retell.get("/get-concurrency")).get("concurrency_limit").intValue())
        .isEqualTo(100);
  }

  private int from(String number) throws Exception {
    return retell
        .post(
            "/v2/create-phone-call",
            "{\"from_number\":\"%s\",\"to_number\":\"%s\"}".formatted(number, NUMBER))
        .statusCode();
  }

  private int webCall() throws Exception {
    return retell.post("/v3/create-web-call", "{\"agent_id\":\"agent_sandbox\"}").statusCode();
  }

  private void set(String limits) throws Exception {
    var answer = put(limits);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private HttpResponse<String> put(String body) throws Exception {
    return retell.send(
        HttpRequest.newBuilder(retell.address().resolve("/sandbox/limits"))
            .PUT(BodyPublishers.ofString(body))
            .build());
  }
}
