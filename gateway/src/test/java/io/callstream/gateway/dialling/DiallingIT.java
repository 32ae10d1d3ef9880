package io.callstream.gateway.dialling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The switches, as people turn them and as the gate reads them. */
class DiallingIT {

  private static final String DIALLING = "/api/v1/dialling";

  private static TestDatabase database;
  private static Db db;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of());
    db = new Db(database);
    assertThat(gateway.get(DIALLING).text()).as("without a dispatcher").isEqualTo(open(false));
    db.addDispatcher();
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    db.close();
    database.close();
  }

  @BeforeEach
  void clear() {
    db.run("truncate dispatch.line, dispatch.guard");
    db.run(
        "update gateway.control set stopped = false, line_reopened_at = null, guard_released = null");
  }

  @Test
  void stopAndStartAnswerWithHowThingsStand() {
    assertThat(gateway.get(DIALLING).text()).isEqualTo(open(false));

    assertThat(gateway.post(DIALLING + "/stop").text()).isEqualTo(open(true));
    assertThat(stoppedForTheGate()).isTrue();
    assertThat(gateway.post(DIALLING + "/stop").text()).as("again").isEqualTo(open(true));
    assertThat(reopenedForTheGate()).isFalse();

    var answer = gateway.post(DIALLING + "/start");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(open(false));
    assertThat(stoppedForTheGate()).isFalse();
    assertThat(reopenedForTheGate()).isTrue();
  }

  @Test
  void showsWhatTheDispatcherSaysOfLineAndGuard() {
    db.run("insert into dispatch.line values (false, 'Retell answered 401')");
    db.run(
        "insert into dispatch.guard values (?, true, 'Another database', false)",
        UUID.randomUUID());

    assertThat(gateway.get(DIALLING).text())
        .isEqualTo(
            "{\"stopped\":false,\"line\":{\"open\":false,\"reason\":\"Retell answered 401\"},"
                + "\"guard\":{\"shut\":true,\"reason\":\"Another database\",\"releasable\":false}}");
  }

  @Test
  void theGuardIsReleasedOnlyWhenItMayBe() {
    var guard = UUID.randomUUID();
    gateway.post(DIALLING + "/guard/release").isProblem(409);

    db.run("insert into dispatch.guard values (?, true, 'Another database', false)", guard);
    gateway.post(DIALLING + "/guard/release").isProblem(409);
    assertThat(releasedForTheGate()).isEqualTo("none");

    db.run("update dispatch.guard set releasable = true");
    assertThat(gateway.post(DIALLING + "/guard/release").status()).isEqualTo(200);
    assertThat(releasedForTheGate()).isEqualTo(guard.toString());

    db.run("update dispatch.guard set shut = false, reason = null, releasable = false");
    gateway.post(DIALLING + "/guard/release").isProblem(409);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/stop", "/start", "/guard/release"})
  void aChangeWaitsForTheGatesThatAreAtWork(String change) throws Exception {
    db.run(
        "insert into dispatch.guard values (?, true, 'Another database', true)", UUID.randomUUID());
    try (var gate = database.connectAs("dispatcher");
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      gate.setAutoCommit(false);
      share(gate);
      var changed = threads.submit(() -> gateway.post(DIALLING + change));
      await().atMost(Duration.ofSeconds(30)).until(() -> waiting() == 1);
      assertThat(changed.isDone()).isFalse();
      gate.commit();

      Answer answer = changed.get();
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }
  }

  @Test
  void aGateThatBeginsAfterAStopSeesIt() throws Exception {
    gateway.post(DIALLING + "/stop");
    try (var gate = database.connectAs("dispatcher")) {
      gate.setAutoCommit(false);
      share(gate);
      try (var read = gate.createStatement();
          var control = read.executeQuery("select stopped from gateway.gate_control()")) {
        assertThat(control.next()).isTrue();
        assertThat(control.getBoolean("stopped")).isTrue();
      }
    }
  }

  private static void share(Connection gate) throws Exception {
    try (var lock = gate.prepareStatement("select pg_advisory_xact_lock_shared(?, ?)")) {
      lock.setInt(1, Locks.STOP_SWITCH.classId());
      lock.setInt(2, Locks.key());
      lock.execute();
    }
  }

  private static long waiting() {
    return db.count(
        "select count(*) from pg_locks l join pg_database d on d.oid = l.database"
            + " where d.datname = current_database() and locktype = 'advisory' and not granted");
  }

  private static boolean stoppedForTheGate() {
    return db.one(Boolean.class, "select stopped from gateway.gate_control()");
  }

  private static boolean reopenedForTheGate() {
    return db.one(Boolean.class, "select line_reopened_at is not null from gateway.gate_control()");
  }

  private static String releasedForTheGate() {
    return db.one(
        String.class, "select coalesce(guard_released::text, 'none') from gateway.gate_control()");
  }

  private static String open(boolean stopped) {
    return "{\"stopped\":%s,\"line\":{\"open\":true,\"reason\":null},\"guard\":{\"shut\":false,\"reason\":null,\"releasable\":false}}"
        .formatted(stopped);
  }
}
