package io.callstream.gateway.retellapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.gateway.Answer;
import io.callstream.gateway.Db;
import io.callstream.gateway.RetellStub;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an SDK repeats by itself, in whatever order it comes. */
class RepeatsIT {

  private static final String CREATE = "/v2/create-phone-call";
  private static final String LLM = "/create-retell-llm";

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
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    retell.close();
    db.close();
    database.close();
  }

  @Test
  void aFirstTryThatComesAfterItsRepeatIsNoSecondRequest() {
    var repeat = create("+12125550175", "1");

    assertThat(create("+12125550175", "0")).isEqualTo(repeat);
    assertThat(create("+12125550175", "0")).as("a wanted second call").isNotEqualTo(repeat);
    assertThat(db.count("select count(*) from gateway.sdk_requests where awaits_first")).isZero();
  }

  @Test
  void whatSaysNothingOfRepeatsIsWantedAsItComes() {
    var repeat = create("+12125550179", "1");

    var plain = gateway.post(CREATE, body("+12125550179")).at("/call_id");
    assertThat(plain).isNotEqualTo(repeat);
    assertThat(gateway.post(CREATE, body("+12125550179")).at("/call_id")).isNotIn(plain, repeat);
    assertThat(create("+12125550179", "0")).as("the late first try").isEqualTo(repeat);
  }

  @Test
  void whatIsNoPlainZeroIsARepeat() {
    var first = create("+12125550176", "0");

    for (var count : new String[] {"1,1", "+1", "12345678901", "-"}) {
      assertThat(create("+12125550176", count)).as(count).isEqualTo(first);
    }
    assertThat(
            gateway
                .post(CREATE, body("+12125550176"), RetryCount.HEADER, "0", RetryCount.HEADER, "1")
                .at("/call_id"))
        .as("twice")
        .isEqualTo(first);
  }

  @Test
  void aRepeatKeepsTheTenMinutesGoing() {
    var first = create("+12125550177", "0");

    for (int i = 0; i < 3; i++) {
      db.run("update gateway.sdk_requests set accepted_at = accepted_at - interval '6 minutes'");
      assertThat(create("+12125550177", "1")).isEqualTo(first);
    }
  }

  @Test
  void twinsAtTheSameTimeAreOneRequest() {
    var twins =
        IntStream.range(0, 8)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(() -> create("+12125550178", String.valueOf(i))))
            .toList();

    assertThat(twins.stream().map(CompletableFuture::join).distinct()).hasSize(1);
  }

  @Test
  void aRepeatOfACreateThatIsPassedOnGetsTheAnswerOfTheFirst() {
    retell.answer("POST " + LLM, 201, "{\"llm_id\":\"llm_7\"}");
    var before = retell.asked().size();
    var body = "{\"general_prompt\":\"seven\"}";
    gateway.post(LLM, body, RetryCount.HEADER, "0");
    retell.answer("POST " + LLM, 201, "{\"llm_id\":\"llm_8\"}");

    var repeat = gateway.post(LLM, body, RetryCount.HEADER, "1");
    assertThat(repeat.at("/llm_id")).isEqualTo("llm_7");
    assertThat(repeat.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(retell.asked()).hasSize(before + 1);
    assertThat(gateway.post(LLM, body, RetryCount.HEADER, "0").at("/llm_id"))
        .as("a wanted second one")
        .isEqualTo("llm_8");
  }

  @Test
  void aFirstTryOfACreateThatIsPassedOnMayComeAfterItsRepeat() {
    retell.answer("POST " + LLM, 201, "{\"llm_id\":\"llm_late\"}");
    var before = retell.asked().size();
    var body = "{\"general_prompt\":\"late\"}";
    gateway.post(LLM, body, RetryCount.HEADER, "1");

    assertThat(gateway.post(LLM, body, RetryCount.HEADER, "0").header("Idempotency-Replayed"))
        .isEqualTo("true");
    assertThat(retell.asked()).hasSize(before + 1);
    gateway.post(LLM, body, RetryCount.HEADER, "0");
    assertThat(retell.asked()).as("a wanted second one").hasSize(before + 2);
  }

  @Test
  void anIdempotencyKeyIsKeptToWhereRetellHasNone() {
    retell.answer("POST " + LLM, 201, "{\"llm_id\":\"llm_1\"}");
    var first = gateway.post(LLM, "{}", "Idempotency-Key", "llm-key");

    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    assertThat(gateway.post(LLM, "{}", "Idempotency-Key", "llm-key").header("Idempotency-Replayed"))
        .isEqualTo("true");
    var other = gateway.post(LLM, "{\"model\":\"x\"}", "Idempotency-Key", "llm-key");
    assertThat(other.status()).isEqualTo(409);
  }

  @Test
  void aCreateWhoseOutcomeIsNotKnownMustNotBeRepeated() {
    retell.answer("POST " + LLM, 500, "{\"status\":\"error\",\"message\":\"oh\"}");
    var unknown = gateway.post(LLM, "{\"model\":\"a\"}");

    assertThat(unknown.status()).isEqualTo(502);
    assertThat(unknown.header("x-should-retry")).isEqualTo("false");
    var asked = retell.asked().size();
    assertThat(gateway.post(LLM, "{\"model\":\"a\"}", RetryCount.HEADER, "1").status())
        .isEqualTo(502);
    assertThat(retell.asked()).as("even so it is not").hasSize(asked);
  }

  @Test
  void aCreateThatWasRefusedMayBeTriedAgain() {
    retell.answer("POST " + LLM, 429, "{\"status\":\"error\",\"message\":\"slow\"}");
    var refused = gateway.post(LLM, "{\"model\":\"b\"}");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("x-should-retry")).isEmpty();
    retell.answer("POST " + LLM, 201, "{\"llm_id\":\"llm_9\"}");
    assertThat(gateway.post(LLM, "{\"model\":\"b\"}", RetryCount.HEADER, "1").at("/llm_id"))
        .isEqualTo("llm_9");
  }

  @Test
  void aVersionIsAskedForAndNoOtherQueryIsDropped() {
    retell.answer("GET /get-agent/agent_1?version=3", 200, "{\"agent_id\":\"a\",\"version\":3}");

    assertThat(gateway.get("/get-agent/agent_1?version=3").at("/version")).isEqualTo("3");
    assertThat(gateway.get("/get-agent/agent_1?versoin=3").status()).isEqualTo(400);
    assertThat(gateway.get("/get-concurrency?x=1").at("/message")).contains("x is not known");
  }

  @Test
  void whatTomcatRefusesHasRetellsShapeToo() {
    var answer = gateway.get("/v2/get-call/a%2Fb");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().propertyNames()).containsExactly("status", "message");
  }

  private static String create(String number, String retryCount) {
    Answer answer = gateway.post(CREATE, body(number), RetryCount.HEADER, retryCount);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.at("/call_id");
  }

  private static String body(String number) {
    return "{\"from_number\": \"+12125550100\", \"to_number\": \"%s\"}".formatted(number);
  }
}
