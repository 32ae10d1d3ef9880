package io.callstream.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.CallCommand;
import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.CallCommand.RequestCancelled;
import io.callstream.contracts.CallCommand.RequestUndeliverable;
import io.callstream.contracts.Json;
import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.runtime.loop.Loop;
import io.callstream.testing.CapturedLogs;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that do not arrive are sent again (MECHANISMS.md C7). Each test says when to look. */
class RedeliveryIT {

  private static TestDatabase database;
  private static Db db;
  private static RunningGateway gateway;
  private static Redelivery redelivery;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of());
    db = new Db(database);
    redelivery = gateway.context().getBean(Redelivery.class);
    // It would look at the same requests as the tests, every five seconds.
    gateway.context().getBean("redeliveryLoop", Loop.class).stop();
    var id = place();
    due();
    redelivery.runOnce();
    assertThat(messages(id)).as("nobody can be asked yet").hasSize(1);
    db.addDispatcher();
    db.addProjector();
    published(db, "0 seconds");
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    db.close();
    database.close();
  }

  @BeforeEach
  void clear() {
    db.run("truncate gateway.requests, outbox.messages, dispatch.states, calls.retell_calls");
    published(db, "0 seconds");
  }

  @Test
  void aRequestThatNobodyHasIsSentAgainByteForByteUnderTheSameId() {
    var id = place();

    look();

    assertThat(messages(id)).hasSize(2);
    assertThat(
            db.count(
                "select count(distinct (message_id, value, topic)) from outbox.messages where key = ?",
                id.toString()))
        .isEqualTo(1);
  }

  @Test
  void oneOfTheTwoIsNotEnough() {
    var atDispatcher = place();
    dispatcherHas(atDispatcher);
    var atProjector = place();
    projectorHas(atProjector, "initiated");

    look();

    assertThat(messages(atDispatcher)).hasSize(2);
    assertThat(messages(atProjector)).hasSize(2);
  }

  @Test
  void aRequestThatHasArrivedIsLeftAlone() {
    var id = place();
    dispatcherHas(id);
    projectorHas(id, "initiated");

    look();
    look();

    assertThat(messages(id)).hasSize(1);
    assertThat(db.count("select count(*) from gateway.requests where ended_at is null"))
        .isEqualTo(1);
  }

  @Test
  void aRequestIsSentAgainAtMostOnceAnInterval() {
    var id = place();

    redelivery.runOnce();
    assertThat(messages(id)).as("it is young").hasSize(1);
    due();
    redelivery.runOnce();
    redelivery.runOnce();

    assertThat(messages(id)).hasSize(2);
  }

  @Test
  void aRequestThatHasEndedIsNeverLookedAtAgain() {
    var id = place();
    projectorHas(id, "failed");

    look();
    db.run("truncate calls.retell_calls");
    look();

    assertThat(messages(id)).hasSize(1);
    assertThat(db.count("select count(*) from gateway.requests where ended_at is not null"))
        .isEqualTo(1);
  }

  @Test
  void aWithdrawalThatWasNotHeardIsSaidAgain() {
    var id = place();
    dispatcherHas(id);
    projectorHas(id, "initiated");
    db.run("delete from dispatch.states");
    gateway.post("/api/v1/calls/" + id + "/cancel");
    dispatcherHas(id);

    look();

    assertThat(messages(id))
        .extracting(Object::getClass)
        .isEqualTo(
            List.of(
                PlaceCall.class, RequestCancelled.class, PlaceCall.class, RequestCancelled.class));
  }

  @Test
  void afterTenTimesItIsGivenUpOnceAndSaidSo() {
    var id = place();
    try (var logs = CapturedLogs.of(Redelivery.class)) {
      for (int i = 0; i < 13; i++) {
        look();
      }
      assertThat(logs.lines("ERROR")).singleElement().asString().contains(id.toString());
    }

    var messages = messages(id);
    assertThat(messages).hasSize(1 + 10 + 1);
    assertThat(messages.getLast())
        .isInstanceOfSatisfying(
            RequestUndeliverable.class, given -> assertThat(given.callId()).isEqualTo(id));
    assertThat(metrics()).contains("callstream_requests_undeliverable_total");
  }

  @Test
  void theRowIsLockedWhileItIsSentAgain() throws Exception {
    var id = place();
    due();
    try (var other = database.connectAs("gateway")) {
      other.setAutoCommit(false);
      try (var lock = other.createStatement()) {
        lock.execute("select from gateway.requests for update");
      }
      redelivery.runOnce();
      assertThat(messages(id)).as("another instance is at it").hasSize(1);
      other.commit();
    }
    redelivery.runOnce();
    assertThat(messages(id)).hasSize(2);
  }

  @Test
  void manyAreLookedAtBatchByBatch() {
    var count = 450;
    db.run(
        """
        insert into gateway.requests (request_id, api_key_id, command, requested_at, check_at)
        select gen_random_uuid(), 'admin', '\\x00', now(), now() - interval '1s' from generate_series(1, ?)
        """,
        count);

    // The gateway's own loop may take a batch, too.
    int looks = 0;
    do {
      looks++;
    } while (redelivery.runOnce());

    assertThat(looks).isBetween(2, 3);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> db.count("select count(*) from outbox.messages") == count);
  }

  @Test
  void readsTheSchemasOfTheOthersAsTheyReallyAre() throws Exception {
    try (var own = TestDatabases.create();
        var ownDb = new Db(own);
        var ownGateway = RunningGateway.ready(own, Map.of())) {
      ownDb.migrate("call-dispatcher", "dispatch");
      ownDb.migrate("status-projector", "calls");
      published(ownDb, "0 seconds");
      ownGateway.post("/api/v1/calls", "{\"to_number\": \"+12125550123\"}");
      ownDb.run("update gateway.requests set check_at = now() - interval '1s'");

      ownGateway.context().getBean(Redelivery.class).runOnce();

      assertThat(ownDb.count("select count(*) from outbox.messages")).isEqualTo(2);
    }
  }

  @Test
  void theLoopRunsByItself() throws Exception {
    try (var own = TestDatabases.create();
        var ownDb = new Db(own);
        var ownGateway = RunningGateway.ready(own, Map.of("REQUEST_REAPPEND_AFTER", "250ms"))) {
      ownDb.addDispatcher();
      ownDb.addProjector();
      published(ownDb, "0 seconds");
      var id = ownGateway.post("/api/v1/calls", "{\"to_number\": \"+12125550123\"}").at("/call_id");

      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> ownDb.count("select count(*) from outbox.messages where key = ?", id) >= 3);
    }
  }

  @Test
  void nothingIsSentAgainOrGivenUpWhileTheOutboxIsNotPublished() {
    var id = place();
    published(db, "2 minutes");
    try {
      for (int i = 0; i < 13; i++) {
        look();
      }
      assertThat(messages(id)).hasSize(1);
    } finally {
      published(db, "0 seconds");
    }

    look();

    assertThat(messages(id)).hasSize(2);
  }

  @Test
  void whatTheDispatcherHasIsNotCalledUndeliverable() {
    var id = place();
    dispatcherHas(id);
    try (var logs = CapturedLogs.of(Redelivery.class)) {
      for (int i = 0; i < 13; i++) {
        look();
      }
      assertThat(logs.lines("ERROR")).singleElement().asString().contains(id.toString());
    }

    assertThat(messages(id)).hasSize(1 + 10).allMatch(PlaceCall.class::isInstance);
  }

  /** Stands in for the relay, which none of these tests runs. */
  private static void published(Db db, String ago) {
    db.run(
        """
        insert into outbox.offsets (source, position, epoch, saved_at)
        values ('test', '{}', 0, now() - cast(? as interval))
        on conflict (source) do update set saved_at = excluded.saved_at
        """,
        ago);
  }

  private static void look() {
    due();
    redelivery.runOnce();
  }

  /** Lets the interval of every request pass. */
  private static void due() {
    db.run("update gateway.requests set check_at = now() - interval '1s'");
  }

  private static UUID place() {
    return UUID.fromString(
        gateway.post("/api/v1/calls", "{\"to_number\": \"+12125550123\"}").at("/call_id"));
  }

  private static void dispatcherHas(UUID id) {
    db.run(
        "insert into dispatch.states (request_id, call_id, state) values (?, ?, 'waiting')",
        id,
        id);
  }

  private static void projectorHas(UUID id, String status) {
    db.run(
        "insert into calls.retell_calls (call_id, request_id, attempt, status) values (?, ?, 1, ?)",
        id,
        id,
        status);
  }

  private static List<CallCommand> messages(UUID id) {
    return db
        .values("select value from outbox.messages where key = ? order by id", id.toString())
        .stream()
        .map(value -> Json.read(value, CallCommand.class))
        .toList();
  }

  private static String metrics() {
    return RunningGateway.send(
            java.net.http.HttpRequest.newBuilder(
                java.net.URI.create(
                    "http://127.0.0.1:" + gateway.managementPort() + "/actuator/prometheus")))
        .text();
  }
}
