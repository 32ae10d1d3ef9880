package io.callstream.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.CallCommand.RequestCancelled;
import io.callstream.contracts.Json;
import io.callstream.contracts.Locks;
import io.callstream.gateway.Answer;
import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cancelling acts on the request, under the lock that the gate takes shared (MECHANISMS.md C4). */
class CancellingIT {

  private static final String CALLS = "/api/v1/calls/";

  private static TestDatabase database;
  private static Db db;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of());
    db = new Db(database);
    db.addDispatcher();
    db.addProjector();
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    db.close();
    database.close();
  }

  @Test
  void aRequestTheDispatcherDoesNotKnowYetIsWithdrawn() {
    var id = place();

    var answer = cancel(id);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.at("/status")).isEqualTo("cancelled");
    assertThat(answer.at("/outcome")).isEqualTo("cancelled");
    assertThat(answer.json().get("hold").isNull()).isTrue();
    assertThat(gateway.get(CALLS + id).json()).isEqualTo(answer.json());
    var said = cancelledMessage(id);
    assertThat(said.cancelledBy()).isEqualTo("admin");
    assertThat(Json.text(said.cancelledAt())).isEqualTo(answer.at("/ended_at"));
    assertThat(isCancelledForTheGate(id)).isTrue();
    assertThat(isToBeStopped(id)).isFalse();
  }

  @Test
  void aRequestThatWaitsIsWithdrawn() {
    var id = placeAs("waiting");

    assertThat(cancel(id).status()).isEqualTo(200);
    assertThat(cancelledMessage(id).requestId()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dialling", "unknown", "live"})
  void aCallThatMayRingIsToBeStopped(String state) {
    var id = placeAs(state);

    var answer = cancel(id);

    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    assertThat(answer.at("/status")).isEqualTo("initiated");
    assertThat(isCancelledForTheGate(id)).isTrue();
    assertThat(isToBeStopped(id)).isTrue();
    assertThat(messagesOf(id)).as("no word that it was not dialled").isEqualTo(1);
    assertThat(cancel(id).status()).as("asked again").isEqualTo(202);
    db.run("update gateway.requests set ended_at = now() where request_id = ?", id);
    assertThat(isToBeStopped(id)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dialling", "unknown"})
  void aRequestThatWasToBeStoppedIsWithdrawnWhenItsDialCameToNothing(String state) {
    var id = placeAs(state);
    assertThat(cancel(id).status()).isEqualTo(202);

    // Throttled, or nothing was sent: the dispatcher keeps it, and its gate refuses it for ever.
    db.run("update dispatch.states set state = 'waiting' where request_id = ?", id);

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(gateway.get(CALLS + id).at("/status")).isEqualTo("cancelled"));
    assertThat(cancelledMessage(id).cancelledBy()).isEqualTo("admin");
    assertThat(messagesOf(id)).isEqualTo(2);
    cancel(id).isProblem(409);
  }

  @Test
  void aRequestThatIsToBeStoppedIsNotWithdrawnUnderAGate() throws Exception {
    var id = placeAs("dialling");
    cancel(id);
    try (var gate = database.connectAs("owner")) {
      gate.setAutoCommit(false);
      share(gate, id);
      db.run("update dispatch.states set state = 'waiting' where request_id = ?", id);
      awaitWaiter();
      db.run("update dispatch.states set state = 'live' where request_id = ?", id);
      gate.commit();
    }

    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(30))
        .until(() -> messagesOf(id) == 1);
  }

  @Test
  void aRequestThatIsDoneIsAConflict() {
    var id = placeAs("done");

    cancel(id).isProblem(409);
    assertThat(isCancelledForTheGate(id)).isFalse();
  }

  @Test
  void aRequestThatTheReadModelSawEndIsAConflict() {
    var id = placeAs("live");
    db.run(
        "insert into calls.retell_calls (call_id, request_id, attempt, status) values (?, ?, 1, 'completed')",
        id,
        id);

    cancel(id).isProblem(409);
  }

  @Test
  void aRequestThatMayBeRepeatedIsStoppedThoughTheReadModelSawItsCallEnd() {
    var id =
        UUID.fromString(
            gateway
                .post(
                    "/api/v1/calls",
                    """
                    {"to_number": "+12125550123",
                     "retry": {"max_attempts": 2, "on": ["no_answer"], "delay_s": 60}}
                    """)
                .at("/call_id"));
    db.run(
        "insert into dispatch.states (request_id, call_id, state) values (?, ?, 'live')", id, id);
    db.run(
        "insert into calls.retell_calls (call_id, request_id, attempt, status) values (?, ?, 1, 'failed')",
        id,
        id);

    assertThat(cancel(id).status()).isEqualTo(202);
    assertThat(isCancelledForTheGate(id)).isTrue();
  }

  @Test
  void aWithdrawnRequestHasEnded() {
    var id = place();
    cancel(id);

    cancel(id).isProblem(409);
    assertThat(messagesOf(id)).isEqualTo(2);
  }

  @Test
  void nobodyHasAnUnknownId() {
    cancel(UUID.randomUUID()).isProblem(404);
    gateway.post(CALLS + "call_of_nobody/cancel").isProblem(404);
  }

  @Test
  void aCallThatWasNotRequestedHereIsAConflict() {
    var id = UUID.randomUUID();
    db.run("insert into calls.retell_calls (call_id) values (?)", id);

    cancel(id).isProblem(409);
  }

  @Test
  void takesRetellsIdToo() {
    var id = placeAs("live");
    db.run(
        "insert into calls.retell_calls (call_id, request_id, attempt, retell_call_id) values (?, ?, 1, 'call_abc')",
        id,
        id);
    db.run("insert into calls.aliases (retell_call_id, call_id) values ('call_abc', ?)", id);

    assertThat(gateway.post(CALLS + "call_abc/cancel").status()).isEqualTo(202);
    assertThat(isCancelledForTheGate(id)).isTrue();
  }

  @Test
  void aCallThatRetellHadTakenAfterAllIsShownThoughItWasWithdrawn() {
    var id = place();
    cancel(id);

    db.run(
        "insert into calls.retell_calls (call_id, request_id, attempt, retell_call_id, status)"
            + " values (?, ?, 1, 'call_after_all', 'in_progress')",
        id,
        id);

    assertThat(gateway.get(CALLS + id).at("/status")).isEqualTo("in_progress");
  }

  @Test
  void showsAWithdrawalOverARowThatDoesNotKnowItYet() {
    var id = place();
    db.run(
        "insert into calls.retell_calls (call_id, request_id, attempt) values (?, ?, 1)", id, id);

    cancel(id);

    assertThat(gateway.get(CALLS + id).at("/status")).isEqualTo("cancelled");
  }

  @Test
  void whenTheDispatcherCannotBeReadNothingIsCancelled() {
    var id = place();
    db.asOwner("revoke execute on function dispatch.request_state(uuid) from public");
    try {
      cancel(id).isProblem(503);
    } finally {
      db.asOwner("grant execute on function dispatch.request_state(uuid) to public");
    }
    assertThat(isCancelledForTheGate(id)).isFalse();
    assertThat(messagesOf(id)).isEqualTo(1);
  }

  @Test
  void waitsForAGateThatHoldsTheRequestAndThenSeesItsDial() throws Exception {
    var id = placeAs("waiting");
    try (var gate = database.connectAs("owner");
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      gate.setAutoCommit(false);
      share(gate, id);
      Future<Answer> cancelled = threads.submit(() -> cancel(id));
      awaitWaiter();
      try (var dial = gate.createStatement()) {
        dial.executeUpdate(
            "update dispatch.states set state = 'dialling' where request_id = '" + id + "'");
      }
      assertThat(cancelled.isDone()).isFalse();
      gate.commit();

      assertThat(cancelled.get().status()).as("not withdrawn: it is being dialled").isEqualTo(202);
    }
    assertThat(messagesOf(id)).isEqualTo(1);
  }

  @Test
  void decidesUnderTheLockOfTheRequestsRow() throws Exception {
    var id = placeAs("waiting");
    try (var other = database.connectAs("gateway");
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      other.setAutoCommit(false);
      try (var end =
          other.prepareStatement(
              "update gateway.requests set ended_at = now() where request_id = ?")) {
        end.setObject(1, id);
        end.execute();
      }
      Future<Answer> cancelled = threads.submit(() -> cancel(id));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() ->
              db.count(
                      "select count(*) from pg_locks where locktype = 'transactionid' and not"
                          + " granted")
                  > 0);
      other.commit();

      cancelled.get().isProblem(409);
    }
    assertThat(messagesOf(id)).isEqualTo(1);
  }

  @Test
  void aGateThatNeverEndsIsTroubleOfOurs() throws Exception {
    var id = placeAs("waiting");
    try (var gate = database.connectAs("owner")) {
      gate.setAutoCommit(false);
      share(gate, id);

      cancel(id).isProblem(503);
    }
    assertThat(isCancelledForTheGate(id)).isFalse();
  }

  private static void share(Connection gate, UUID id) throws Exception {
    try (var lock = gate.prepareStatement("select pg_advisory_xact_lock_shared(?, ?)")) {
      lock.setInt(1, Locks.REQUEST.classId());
      lock.setInt(2, Locks.key(id));
      lock.execute();
    }
  }

  private static void awaitWaiter() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            db.count(
                    "select count(*) from pg_locks l join pg_database d on d.oid = l.database"
                        + " where d.datname = current_database() and locktype = 'advisory'"
                        + " and mode = 'ExclusiveLock' and not granted")
                == 1);
  }

  private static UUID place() {
    var answer = gateway.post("/api/v1/calls", "{\"to_number\": \"+12125550123\"}");
    return UUID.fromString(answer.at("/call_id"));
  }

  private static UUID placeAs(String state) {
    var id = place();
    db.run(
        "insert into dispatch.states (request_id, call_id, state) values (?, ?, ?)", id, id, state);
    return id;
  }

  private static Answer cancel(UUID id) {
    return gateway.post(CALLS + id + "/cancel");
  }

  private static RequestCancelled cancelledMessage(UUID id) {
    return Json.read(
        db.one(
            byte[].class,
            "select value from outbox.messages where key = ? order by id desc limit 1",
            id.toString()),
        RequestCancelled.class);
  }

  private static long messagesOf(UUID id) {
    return db.count("select count(*) from outbox.messages where key = ?", id.toString());
  }

  private static boolean isToBeStopped(UUID id) {
    return db.count("select count(*) from gateway.stopping() s where s = ?", id) == 1;
  }

  private static boolean isCancelledForTheGate(UUID id) {
    return db.count("select count(*) from gateway.cancelled(array[?]::uuid[])", id) == 1;
  }
}
