package io.callstream.dispatcher.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.dispatcher.TestLedger;
import io.callstream.dispatcher.ledger.Alerts;
import io.callstream.retell.RetellAccount;
import io.callstream.retell.dial.DialLimits;
import io.callstream.retell.dial.DialLine;
import io.callstream.retell.dial.Opened;
import io.callstream.retell.dial.WriteDeadline;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** MECHANISMS.md B5, B6: the dial is committed before the first byte, or nothing is sent. */
class CommitComesFirstIT {

  @Test
  void whoeverReceivesTheFirstByteFindsTheDialCommitted() throws Exception {
    try (var rig = new GateRig();
        var socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      rig.fresh("+12125550111");
      var account =
          new RetellAccount(URI.create("http://127.0.0.1:" + socket.getLocalPort()), "key");
      var seenAtFirstByte =
          CompletableFuture.supplyAsync(() -> {
            try (var accepted = socket.accept()) {
              accepted.getInputStream().read();
              return rig.ledger.text("select state from dispatch.dials");
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      try (var line =
          new DialLine(
              account, DialLimits.answeredWithin(Duration.ofSeconds(20)), InstantSource.system())) {
        assertThat(lane(rig, rig.gate, line).round()).isTrue();
        assertThat(seenAtFirstByte.get()).isEqualTo("dialling");
      }
    }
  }

  @Test
  void aCommitWhoseAnswerWasLostSendsNothingAndIsRecordedAsNotSent() throws Exception {
    try (var rig = new GateRig()) {
      var call = rig.fresh("+12125550111");
      var gate = gateThat(rig, CommitFate.COMMITTED_AND_LOST);

      assertThat(lane(rig, gate, rig.dialLine)).satisfies(CommitComesFirstIT::roundFails);

      awaitNotSent(rig);
      assertThat(rig.retell.creates()).isEmpty();
      assertThat(rig.ledger.callState(call)).isEqualTo("waiting");
      assertThat(rig.ledger.text("select open_dial from dispatch.numbers")).isEqualTo("null");
    }
  }

  @Test
  void ofManyWhoseCommitWasLostNoneIsSent() throws Exception {
    try (var rig = new GateRig("DIAL_PER_SECOND", "1000", "DIAL_UNANSWERED", "100")) {
      rig.fresh("+12125550111");
      rig.ledger.place(TestLedger.call("+12125550112"), TestLedger.call("+12125550113"));
      var gate = gateThat(rig, CommitFate.COMMITTED_AND_LOST);

      assertThat(lane(rig, gate, rig.dialLine)).satisfies(CommitComesFirstIT::roundFails);

      await()
          .atMost(TestLedger.PATIENCE)
          .untilAsserted(() ->
              assertThat(
                      rig.ledger.text(
                          "select count(*) from dispatch.dials where state = 'not_sent'"))
                  .isEqualTo("3"));
      assertThat(rig.retell.creates()).isEmpty();
    }
  }

  @Test
  void aCommitThatIsLostWithTheDatabaseIsRecordedWhenTheDatabaseIsBackAndTheLaneDoesNotWaitForIt()
      throws Exception {
    try (var rig = new GateRig()) {
      rig.fresh("+12125550111");
      var gate = gateThat(rig, CommitFate.COMMITTED_AND_GONE);
      var sender = rig.sender(Duration.ofSeconds(1));
      long from = System.nanoTime();

      assertThat(
              new Lane(gate, rig.sifter(), rig.dialLine, sender, rig.outlook(), UUID::randomUUID))
          .satisfies(CommitComesFirstIT::roundFails);

      assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(4));
      assertThat(sender.working()).hasSize(1);
      await()
          .during(Duration.ofSeconds(8))
          .atMost(TestLedger.PATIENCE)
          .until(() -> sender.working().size() == 1);
      rig.ledger.run("alter table dispatch.away rename to dials");

      awaitNotSent(rig);
      await().atMost(TestLedger.PATIENCE).until(() -> sender.working().isEmpty());
      assertThat(rig.retell.creates()).isEmpty();
    }
  }

  @Test
  void aCommitThatFailedLeavesNothingAndSendsNothing() throws Exception {
    try (var rig = new GateRig()) {
      var call = rig.fresh("+12125550111");
      var gate = gateThat(rig, CommitFate.ROLLED_BACK);

      assertThat(lane(rig, gate, rig.dialLine)).satisfies(CommitComesFirstIT::roundFails);

      assertThat(rig.retell.creates()).isEmpty();
      assertThat(rig.ledger.text("select count(*) from dispatch.dials")).isEqualTo("0");
      assertThat(rig.ledger.callState(call)).isEqualTo("waiting");
    }
  }

  @Test
  void aRequestThatCouldNotBeginInTimeIsNotSent() throws Exception {
    try (var rig = new GateRig("DIAL_WRITE_LIMIT", "250ms")) {
      var call = rig.fresh("+12125550111");
      var settings = rig.ledger.gateSettings().gate();
      // The clock that the deadline is counted on jumps while the commit runs.
      var clock = new java.util.concurrent.atomic.AtomicLong();
      var gate =
          new Gate(
              rig.ledger.gateClient(),
              rig.ledger.gateTransactions(),
              settings,
              rig.own,
              () -> {
                var deadline =
                    WriteDeadline.within(settings.writeLimit(), InstantSource.system(), clock::get);
                clock.set(Duration.ofSeconds(3).toNanos());
                return deadline;
              },
              new Alerts(rig.ledger.meters));

      assertThat(lane(rig, gate, rig.dialLine).round()).isTrue();

      awaitNotSent(rig);
      assertThat(rig.retell.creates()).isEmpty();
      assertThat(rig.ledger.callState(call)).isEqualTo("waiting");
    }
  }

  @Test
  void aRetellThatCannotBeReachedMakesNoDialAndSaysSo() throws Exception {
    try (var rig = new GateRig()) {
      var call = rig.fresh("+12125550111");
      try (var line = nowhere()) {
        assertThat(line.open()).isInstanceOf(Opened.Unreachable.class);
        assertThat(lane(rig, rig.gate, line).round()).isFalse();
      }

      assertThat(rig.ledger.text("select count(*) from dispatch.dials")).isEqualTo("0");
      assertThat(rig.ledger.hold(call)).isEqualTo("provider_backoff");
    }
  }

  private enum CommitFate {
    COMMITTED_AND_LOST,
    /** And the dials cannot be read for a while. */
    COMMITTED_AND_GONE,
    ROLLED_BACK
  }

  private static void awaitNotSent(GateRig rig) {
    await()
        .atMost(TestLedger.PATIENCE)
        .untilAsserted(() ->
            assertThat(rig.ledger.text("select state from dispatch.dials")).isEqualTo("not_sent"));
  }

  private static void roundFails(Lane lane) {
    org.assertj.core.api.Assertions.assertThatThrownBy(lane::round)
        .isInstanceOf(TransactionSystemException.class);
  }

  private static Lane lane(GateRig rig, Gate gate, DialLine line) {
    return new Lane(
        gate,
        rig.sifter(),
        line,
        rig.sender(Duration.ofSeconds(1)),
        rig.outlook(),
        UUID::randomUUID);
  }

  private static Gate gateThat(GateRig rig, CommitFate fate) {
    var usual = (JdbcTransactionManager) rig.ledger.gateTransactions().getTransactionManager();
    var transactions = new TransactionTemplate(new CutCommit(pool(usual), fate, rig));
    var settings = rig.ledger.gateSettings().gate();
    return new Gate(
        rig.ledger.gateClient(),
        transactions,
        settings,
        rig.own,
        () -> WriteDeadline.within(settings.writeLimit(), InstantSource.system(), System::nanoTime),
        new Alerts(rig.ledger.meters));
  }

  private static DataSource pool(
      @org.jspecify.annotations.Nullable JdbcTransactionManager manager) {
    return java.util.Objects.requireNonNull(
        java.util.Objects.requireNonNull(manager).getDataSource());
  }

  private static DialLine nowhere() throws java.io.IOException {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    return new DialLine(
        new RetellAccount(URI.create("http://127.0.0.1:" + port), "key"),
        DialLimits.answeredWithin(Duration.ofSeconds(20)),
        InstantSource.system());
  }

  /** The answer to COMMIT does not come. */
  private static final class CutCommit extends JdbcTransactionManager {

    private static final long serialVersionUID = 1L;

    private final CommitFate fate;
    private final transient GateRig rig;

    CutCommit(DataSource pool, CommitFate fate, GateRig rig) {
      super(pool);
      this.rig = rig;
      this.fate = fate;
    }

    @Override
    protected void doCommit(DefaultTransactionStatus status) {
      if (fate == CommitFate.ROLLED_BACK) {
        doRollback(status);
      } else {
        super.doCommit(status);
      }
      if (fate == CommitFate.COMMITTED_AND_GONE) {
        rig.ledger.run("alter table dispatch.dials rename to away");
      }
      throw new TransactionSystemException("the answer to COMMIT was lost");
    }
  }
}
