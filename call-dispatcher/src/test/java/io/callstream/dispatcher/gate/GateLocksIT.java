package io.callstream.dispatcher.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Locks;
import io.callstream.dispatcher.StandInGateway;
import io.callstream.dispatcher.TestCampaigns;
import io.callstream.dispatcher.TestLedger;
import io.callstream.dispatcher.rules.DialNews;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * MECHANISMS.md H2: somebody holds one lock of the gate, the gate waits, the control changes and
 * commits, and the gate, which began before the change, obeys it. Without that lock, or with the
 * read in the statement that waited for it, the gate would let the call through.
 */
class GateLocksIT {

  private static final String NUMBER = "+12125550111";

  @SuppressWarnings("NullAway.Init")
  private static GateRig rig;

  @BeforeAll
  static void open() {
    rig = new GateRig();
  }

  @AfterAll
  static void close() throws SQLException {
    rig.close();
  }

  @Test
  void aStopThatCommitsWhileTheGateWaitsForTheStopSwitchIsObeyed() throws Exception {
    rig.fresh(NUMBER);

    assertThat(gateDuring(Locks.STOP_SWITCH, Locks.key(), StandInGateway.stop()))
        .isEqualTo("stop_all");
  }

  @Test
  void aCancellationThatCommitsWhileTheGateWaitsForTheRequestIsObeyed() throws Exception {
    var call = rig.fresh(NUMBER);

    assertThat(
            gateDuring(
                Locks.REQUEST,
                Locks.key(call.requestId()),
                StandInGateway.withdraw(call.requestId())))
        .isEqualTo("nothing");
  }

  @Test
  void whatCommitsWhileTheGateWaitsForTheNumberIsObeyed() throws Exception {
    rig.fresh(NUMBER);

    assertThat(
            gateDuring(
                Locks.NUMBER,
                Locks.key(NUMBER),
                "update dispatch.numbers set shut_until = now() + interval '1 hour'"))
        .isEqualTo("nothing");
  }

  @Test
  void aPauseThatCommitsWhileTheGateWaitsForTheCampaignIsObeyed() throws Exception {
    rig.ledger.reset();
    var campaigns = new TestCampaigns(rig.ledger);
    var id = campaigns.create(TestCampaigns.ALWAYS, "");
    campaigns.place(id, NUMBER);

    assertThat(
            gateDuring(
                Locks.CAMPAIGN, Locks.key(id), "update gateway.campaigns set state = 'pausing'"))
        .isEqualTo("nothing");
    campaigns.state(id, "running");
    rig.ledger.run("update dispatch.campaigns set look_at = '-infinity'");
    assertThat(rig.taken()).isEqualTo("taken");
  }

  @Test
  void aSuppressionThatCommitsWhileTheGateWaitsForTheNumberIsObeyed() throws Exception {
    rig.ledger.reset();
    var campaigns = new TestCampaigns(rig.ledger);
    var call = campaigns.place(campaigns.create(TestCampaigns.ALWAYS, ""), NUMBER);

    assertThat(
            gateDuring(
                Locks.NUMBER,
                Locks.key(NUMBER),
                "insert into gateway.suppressions values ('" + NUMBER + "')"))
        .isEqualTo("nothing");
    assertThat(rig.ledger.hold(call)).isEqualTo("suppressed");
  }

  @Test
  void aLineThatIsShutWhileTheGateWaitsForTheBudgetIsObeyed() throws Exception {
    rig.fresh(NUMBER);

    assertThat(
            gateDuring(
                "select one from dispatch.budget for update",
                "update dispatch.line set shut_at = clock_timestamp(), shut_reason = '401'"))
        .isEqualTo("line_stopped");
  }

  @Test
  void anOpenDialThatCommitsWhileTheGateWaitsForTheNumbersRowIsObeyed() throws Exception {
    rig.fresh(NUMBER);
    rig.dial();
    var other = TestLedger.call(NUMBER);
    rig.ledger.place(other);
    var open = rig.ledger.text("select open_dial from dispatch.numbers");
    rig.ledger.run("update dispatch.numbers set open_dial = null");
    rig.ledger.run("update dispatch.budget set next_dial_at = '-infinity'");

    assertThat(
            gateDuring(
                "select number from dispatch.numbers for update",
                "update dispatch.numbers set open_dial = '" + open + "'"))
        .isEqualTo("nothing");
  }

  @Test
  void whoeverComesInVainWaitsForNoLock() throws Exception {
    rig.fresh(NUMBER);
    var due = rig.due();
    try (var session = rig.ledger.database.connectAs("owner")) {
      session.setAutoCommit(false);
      try (var statement = session.createStatement()) {
        rig.ledger.run("update dispatch.budget set next_dial_at = now() + interval '1 minute'");
        statement.execute("select one from dispatch.budget for update");
        assertThat(rig.taken(due)).as("another was quicker").isEqualTo("paced");
        session.rollback();

        rig.ledger.run("update dispatch.budget set next_dial_at = '-infinity'");
        rig.ledger.run("update dispatch.calls set due_at = now() + interval '1 minute'");
        statement.execute("select one from dispatch.budget for update");
        assertThat(rig.taken(due)).as("others have dialled them").isEqualTo("nothing");
      }
      session.rollback();
    }
  }

  @Test
  void aCallThatAnotherSessionHasLockedIsSkippedAndTheNextIsTaken() throws Exception {
    var locked = rig.fresh(NUMBER);
    var next = TestLedger.call("+12125550112");
    rig.ledger.place(next);
    try (var session = rig.ledger.database.connectAs("owner")) {
      session.setAutoCommit(false);
      try (var statement = session.createStatement()) {
        statement.execute(
            "select from dispatch.calls where call_id = '" + locked.callId() + "' for update");
        assertThat(rig.taken()).isEqualTo("taken");
      }
      session.rollback();
    }
    assertThat(rig.ledger.callState(locked)).isEqualTo("waiting");
    assertThat(rig.ledger.callState(next)).isEqualTo("in_flight");
  }

  @Test
  void gatesDoNotWaitForOneAnotherAtTheSharedLocks() throws Exception {
    var call = rig.fresh(NUMBER);
    try (var session = rig.ledger.database.connectAs("owner")) {
      session.setAutoCommit(false);
      try (var statement = session.createStatement()) {
        for (var lock :
            new int[][] {
              {Locks.STOP_SWITCH.classId(), Locks.key()},
              {Locks.REQUEST.classId(), Locks.key(call.requestId())},
              {Locks.NUMBER.classId(), Locks.key(NUMBER)}
            }) {
          statement.execute(
              "select pg_advisory_xact_lock_shared(" + lock[0] + ", " + lock[1] + ")");
        }
        assertThat(rig.taken()).isEqualTo("taken");
      }
      session.rollback();
    }
  }

  /** Else their waits for the budget add up beyond the second that a gate's transaction has. */
  @Test
  void lanesOfOneInstanceWaitForTheDatabaseOneAtATime() throws Exception {
    rig.fresh(NUMBER);
    try (var changer = rig.ledger.database.connectAs("owner");
        var statement = changer.createStatement()) {
      changer.setAutoCommit(false);
      statement.execute("select one from dispatch.budget for update");
      var lanes =
          Stream.generate(
                  () -> CompletableFuture.supplyAsync(rig::taken, Thread::startVirtualThread))
              .limit(4)
              .toList();
      await()
          .during(Duration.ofMillis(300))
          .atMost(TestLedger.PATIENCE)
          .until(this::gatesThatWait, "1"::equals);
      changer.rollback();
      assertThat(lanes.stream().map(CompletableFuture::join)).contains("taken");
    }
  }

  /** On a machine that is too slow many come at once, and would hold all connections. */
  @Test
  void aDialThatDidNotLeaveUsIsRecordedWithoutWaitingForTheGates() throws Exception {
    rig.fresh(NUMBER);
    var dialId = ((GateAnswer.Taken) rig.take()).tickets().getFirst().dialId();
    try (var changer = rig.ledger.database.connectAs("owner");
        var statement = changer.createStatement()) {
      changer.setAutoCommit(false);
      statement.execute("select one from dispatch.budget for update");
      var recorded =
          CompletableFuture.supplyAsync(
              () -> rig.ledger.ledger().answered(dialId, new DialNews.NotSent("too late")));
      assertThat(recorded.orTimeout(20, TimeUnit.SECONDS).join()).isPresent();
    }
    assertThat(rig.ledger.text("select state from dispatch.dials")).isEqualTo("not_sent");
  }

  private String gatesThatWait() {
    return rig.ledger.text("select count(distinct pid) from pg_locks where not granted");
  }

  private String gateDuring(Locks lock, int key, String change) throws Exception {
    return gateDuring("select pg_advisory_xact_lock(" + lock.classId() + ", " + key + ")", change);
  }

  /** Locks, lets a gate begin and wait, changes, commits; what the gate then says. */
  private String gateDuring(String lock, String change) throws Exception {
    try (var changer = rig.ledger.database.connectAs("owner");
        var statement = changer.createStatement()) {
      changer.setAutoCommit(false);
      statement.execute(lock);
      var gate = CompletableFuture.supplyAsync(rig::taken);
      await().atMost(TestLedger.PATIENCE).until(() -> gate.isDone() || gateWaits());
      statement.execute(change);
      changer.commit();
      return gate.get();
    }
  }

  private boolean gateWaits() {
    return rig.ledger
        .text(
            "select count(*) > 0 from pg_locks where not granted and database ="
                + " (select oid from pg_database where datname = current_database())"
                + " or not granted and locktype = 'transactionid'")
        .equals("true");
  }
}
