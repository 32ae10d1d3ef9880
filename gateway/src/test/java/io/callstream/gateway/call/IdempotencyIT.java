package io.callstream.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.NameBasedIds;
import io.callstream.gateway.Answer;
import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An Idempotency-Key makes one request, whoever repeats it, whenever. */
class IdempotencyIT {

  private static final String CALLS = "/api/v1/calls";

  private static TestDatabase database;
  private static Db db;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of());
    db = new Db(database);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    db.close();
    database.close();
  }

  @Test
  void theSameBodyAgainGetsTheStoredAnswer() {
    var first =
        post("again", "{\"to_number\": \"+12125550123\", \"metadata\": {\"a\": 1.0, \"b\": 2}}");
    var second =
        post("again", "{ \"metadata\": {\"b\":2,\"a\":1.0},\n \"to_number\":\"+12125550123\" }");

    assertThat(first.status()).isEqualTo(202);
    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    assertThat(second.status()).isEqualTo(202);
    assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    assertThat(second.text()).isEqualTo(first.text());
    assertThat(messages(first)).isEqualTo(1);
  }

  @Test
  void theIdIsMadeFromKeyAndIdempotencyKey() {
    assertThat(post("named", "{\"to_number\": \"+12125550123\"}").at("/request_id"))
        .isEqualTo(NameBasedIds.requestId("admin", "named").toString());
  }

  @Test
  void anotherBodyIsAConflictAndChangesNothing() {
    var first = post("other", "{\"to_number\": \"+12125550123\"}");

    post("other", "{\"to_number\": \"+12125550124\"}").isProblem(409);
    post("other", "{\"to_number\": \"not a number\"}").isProblem(409);

    assertThat(gateway.get(first.header("Location")).at("/to_number")).isEqualTo("+12125550123");
    assertThat(messages(first)).isEqualTo(1);
  }

  @Test
  void aRepeatIsNotJudgedByWhatHasPassedSince() {
    var body = "{\"to_number\": \"+12125550123\", \"schedule_at\": \"2020-01-01T00:00:00Z\"}";
    var first = post("late", "{\"to_number\": \"+12125550123\"}");
    db.run(
        "update gateway.requests set body = ?::jsonb where request_id = ?",
        body,
        UUID.fromString(first.at("/call_id")));

    assertThat(post("late", body).status()).isEqualTo(202);
  }

  @Test
  void aRefusedRequestDoesNotUseItsKeyUp() {
    post("refused", "{\"to_number\": \"1\"}").isProblem(400);

    assertThat(post("refused", "{\"to_number\": \"+12125550123\"}").status()).isEqualTo(202);
  }

  @Test
  void keysAreOneToTwoHundredFiftyFiveCharacters() {
    assertThat(post("k".repeat(255), "{\"to_number\": \"+12125550123\"}").status()).isEqualTo(202);
    assertThat(post("k".repeat(256), "{\"to_number\": \"+12125550123\"}").fields())
        .containsExactly("Idempotency-Key");
    assertThat(post("", "{\"to_number\": \"+12125550123\"}").fields())
        .containsExactly("Idempotency-Key");
    assertThat(
            gateway.post(CALLS, "{}", "Idempotency-Key", "one", "Idempotency-Key", "two").fields())
        .containsExactly("Idempotency-Key");
  }

  @Test
  void withoutAKeyEveryRequestIsANewOne() {
    var body = "{\"to_number\": \"+12125550123\"}";

    assertThat(gateway.post(CALLS, body).at("/call_id"))
        .isNotEqualTo(gateway.post(CALLS, body).at("/call_id"));
  }

  @Test
  void twinsRacingMakeOneRequestAndOneMessage() throws Exception {
    for (int round = 0; round < 10; round++) {
      var answers = race("race-" + round, 24);

      assertThat(answers).extracting(Answer::status).containsOnly(202);
      assertThat(answers)
          .extracting(answer -> answer.at("/call_id"))
          .containsOnly(answers.getFirst().at("/call_id"));
      assertThat(answers.stream().filter(a -> a.header("Idempotency-Replayed").isEmpty()))
          .as("answers that were not replays")
          .hasSize(1);
      assertThat(messages(answers.getFirst())).isEqualTo(1);
      assertThat(
              db.count(
                  "select count(*) from gateway.requests where idempotency_key = ?",
                  "race-" + round))
          .isEqualTo(1);
    }
  }

  private static List<Answer> race(String key, int twins) throws Exception {
    var start = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          IntStream.range(0, twins)
              .mapToObj(i ->
                  threads.submit(() -> {
                    start.await();
                    return post(key, "{\"to_number\": \"+12125550123\"}");
                  }))
              .toList();
      start.countDown();
      var all = new java.util.ArrayList<Answer>();
      for (var answer : answers) {
        all.add(answer.get());
      }
      return all;
    }
  }

  private static long messages(Answer accepted) {
    return db.count("select count(*) from outbox.messages where key = ?", accepted.at("/call_id"));
  }

  private static Answer post(String key, String body) {
    return gateway.post(CALLS, body, "Idempotency-Key", key);
  }
}
