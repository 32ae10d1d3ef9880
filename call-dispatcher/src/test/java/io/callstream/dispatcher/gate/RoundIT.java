package io.callstream.dispatcher.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.dispatcher.StandInRetell.Behaviour;
import io.callstream.dispatcher.TestLedger;
import io.callstream.dispatcher.ledger.Alerts;
import io.callstream.retell.RetellAccount;
import io.callstream.retell.dial.DialLimits;
import io.callstream.retell.dial.DialLine;
import io.callstream.retell.dial.WriteDeadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A lane's round of many: what becomes of those that do not pass, and of the rest of one that
 * fails.
 */
class RoundIT {

  private static final int CALLS = 5;
  private static final Duration PATIENCE = TestLedger.PATIENCE;

  @SuppressWarnings("NullAway.Init")
  private GateRig rig;

  private final List<PlaceCall> calls = new ArrayList<>();

  @BeforeEach
  void open() {
    rig = new GateRig("DIAL_PER_SECOND", "1000", "DIAL_UNANSWERED", "50");
    for (int i = 1; i <= CALLS; i++) {
      calls.add(TestLedger.call("+1212555011" + i));
    }
    rig.ledger.place(calls.toArray(PlaceCall[]::new));
  }

  @AfterEach
  void close() throws SQLException {
    rig.close();
  }

  @Test
  void thoseThatAClosedGateTurnedAwayAreOfferedAgain() {
    var blind = new Slots(rig.reads, OptionalInt.empty(), () -> true, System::nanoTime);
    var closed = gate(new OwnFacts(blind, rig.ledger.guard()), this::deadline);
    var sifter = rig.sifter();

    assertThat(lane(closed, sifter).round()).isFalse();

    allGo(sifter);
  }

  @Test
  void thoseOfAGateThatFailedAreOfferedAgain() throws SQLException {
    var sifter = rig.sifter();
    try (var session = rig.ledger.database.connectAs("owner")) {
      session.setAutoCommit(false);
      try (var statement = session.createStatement()) {
        statement.execute("select one from dispatch.budget for update");
        assertThatThrownBy(lane(rig.gate, sifter)::round).isInstanceOf(RuntimeException.class);
      }
      session.rollback();
    }

    allGo(sifter);
  }

  @Test
  void thoseWhomNoConnectionWasOpenedForAreOfferedAgain() throws IOException {
    var sifter = rig.sifter();
    try (var nowhere = line(freePort())) {
      var sender = rig.sender(Duration.ofSeconds(10));
      assertThat(lane(rig.gate, sifter, nowhere, sender).round()).isFalse();
    }

    allGo(sifter);
  }

  @Test
  void aRoundThatAStopComesIntoIsGivenUpWhole() throws Exception {
    try (var door = new Door();
        var line = line(door.port())) {
      var sender = rig.sender(Duration.ofSeconds(30));
      var stopping = new CompletableFuture<Void>();
      var given = new AtomicInteger();
      Supplier<UUID> ids =
          () -> {
            if (given.incrementAndGet() == 3) {
              Thread.startVirtualThread(() -> {
                sender.stop();
                stopping.complete(null);
              });
              await().atMost(TestLedger.PATIENCE).until(() -> !sender.isRunning());
            }
            return UUID.randomUUID();
          };

      assertThat(new Lane(rig.gate, rig.sifter(), line, sender, rig.outlook(), ids).round())
          .isFalse();

      assertThat(sender.working()).isEmpty();
      assertThat(stopping).as("it has nothing to wait for").succeedsWithin(Duration.ofSeconds(20));
      assertThat(dials("true")).isZero();
      door.awaitLeft(CALLS);
    }
  }

  @Test
  void theRestOfARoundWhoseThreadsFailIsNotSentAndNothingIsLeftOpen() throws Exception {
    rig.ledger.place(TestLedger.call(calls.getFirst().toNumber()));
    try (var door = new Door();
        var line = line(door.port())) {
      var threads = new AtomicInteger();
      ThreadFactory failing =
          work -> {
            if (threads.incrementAndGet() == 3) {
              throw new OutOfMemoryError("unable to create a thread");
            }
            return Thread.ofVirtual().unstarted(work);
          };
      var sender = rig.sender(Duration.ofSeconds(10), failing);

      assertThatThrownBy(lane(rig.gate, rig.sifter(), line, sender)::round)
          .isInstanceOf(OutOfMemoryError.class);

      await()
          .atMost(TestLedger.PATIENCE)
          .untilAsserted(() -> assertThat(dials("state = 'not_sent'")).isEqualTo(3));
      await().atMost(TestLedger.PATIENCE).until(() -> sender.working().isEmpty());
      assertThat(door.spoken()).isEqualTo(2);
      // One more was opened than calls passed: two are to one number.
      door.awaitLeft(CALLS + 1);
    }
  }

  @Test
  void theRestOfARoundThatCannotEvenBeRecordedLapses() throws Exception {
    try (var door = new Door();
        var line = line(door.port())) {
      var threads = new AtomicInteger();
      ThreadFactory failing =
          work -> {
            if (threads.incrementAndGet() > 2) {
              throw new OutOfMemoryError("unable to create a thread");
            }
            return Thread.ofVirtual().unstarted(work);
          };
      var sender = rig.sender(Duration.ofSeconds(10), failing);

      assertThatThrownBy(lane(rig.gate, rig.sifter(), line, sender)::round)
          .isInstanceOf(OutOfMemoryError.class);

      await().atMost(TestLedger.PATIENCE).until(() -> sender.working().isEmpty());
      assertThat(dials("state = 'dialling'")).as("nobody renews them").isEqualTo(3);
      door.awaitLeft(CALLS);
    }
  }

  @Test
  void whatIsBeingSentAlthoughItsThreadSeemedToFailIsNotCalledNotSent() {
    rig.retell.script((_, _) -> Behaviour.RING_AND_HOLD);
    var threads = new AtomicInteger();
    ThreadFactory lying =
        work ->
            threads.incrementAndGet() == 3
                ? new StartsAndFails(work)
                : Thread.ofVirtual().unstarted(work);
    var sender = rig.sender(Duration.ofSeconds(10), lying);

    assertThatThrownBy(lane(rig.gate, rig.sifter(), rig.dialLine, sender)::round)
        .isInstanceOf(OutOfMemoryError.class);

    await()
        .atMost(TestLedger.PATIENCE)
        .untilAsserted(() -> assertThat(dials("state = 'not_sent'")).isEqualTo(2));
    rig.retell.answerHeld();
    await()
        .atMost(TestLedger.PATIENCE)
        .untilAsserted(() -> assertThat(dials("state = 'placed'")).isEqualTo(3));
    assertThat(rig.retell.creates()).hasSize(3);
    await().atMost(TestLedger.PATIENCE).until(() -> sender.working().isEmpty());
  }

  /** Its request arrives before it says that it could not be started. */
  private final class StartsAndFails extends Thread {

    StartsAndFails(Runnable work) {
      super(work);
    }

    @Override
    public void start() {
      super.start();
      await().atMost(TestLedger.PATIENCE).until(() -> rig.retell.creates().size() == 3);
      throw new OutOfMemoryError("unable to create a thread");
    }
  }

  @Test
  void aRoundThatIsTooLateIsNotSent() {
    // The clock that the deadline is counted on jumps while the gate is at work.
    var clock = new AtomicLong();
    var late =
        gate(
            rig.own,
            () -> {
              var limit = rig.ledger.gateSettings().gate().writeLimit();
              var deadline = WriteDeadline.within(limit, InstantSource.system(), clock::get);
              clock.addAndGet(limit.plusSeconds(1).toNanos());
              return deadline;
            });

    assertThat(lane(late, rig.sifter()).round()).isTrue();

    await()
        .atMost(TestLedger.PATIENCE)
        .untilAsserted(() -> assertThat(dials("state = 'not_sent'")).isEqualTo(CALLS));
    assertThat(rig.retell.creates()).isEmpty();
  }

  @Test
  void theTimeToWriteBeginsBeforeTheMomentThatTheRulesAreAskedFor() {
    var begun = new ArrayList<String>();
    var gate =
        gate(
            rig.own,
            () -> {
              begun.add(rig.ledger.text("select clock_timestamp()::text"));
              return deadline();
            });

    assertThat(lane(gate, rig.sifter()).round()).isTrue();

    assertThat(begun).hasSize(1);
    assertThat(dials("gate_at >= '" + begun.getFirst() + "'")).isEqualTo(CALLS);
  }

  @Test
  void oneLaneIsEnoughBehindAnotherProcess() {
    for (int i = 0; i < 20; i++) {
      rig.ledger.place(TestLedger.call("+13105550%03d".formatted(i)));
    }
    var atTheGate = new CountDownLatch(1);
    var goesOn = new CompletableFuture<WriteDeadline>();
    var gate =
        gate(
            rig.own,
            () -> {
              atTheGate.countDown();
              return goesOn.join();
            });
    for (int i = 1; i <= 3; i++) {
      rig.ledger.run(
          "update dispatch.budget set next_dial_at = clock_timestamp() + interval '%d h'"
              .formatted(i));
      gate.take(List.of(UUID.randomUUID()), rig.due());
    }
    assertThat(gate.othersLead()).isTrue();
    rig.ledger.run("update dispatch.budget set next_dial_at = '-infinity'");
    var first = CompletableFuture.supplyAsync(() -> lane(gate, rig.sifter()).round());

    try {
      assertThat(atTheGate).satisfies(RoundIT::opens);
      assertThat(CompletableFuture.supplyAsync(() -> lane(gate, rig.sifter()).round()))
          .succeedsWithin(PATIENCE)
          .isEqualTo(false);
    } finally {
      goesOn.complete(deadline());
    }

    assertThat(first).succeedsWithin(PATIENCE).isEqualTo(true);
    assertThat(gate.othersLead()).isFalse();
  }

  private static void opens(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private void allGo(Sifter sifter) {
    assertThat(dials("true")).isZero();
    assertThat(lane(rig.gate, sifter).round()).isTrue();
    await()
        .atMost(TestLedger.PATIENCE)
        .untilAsserted(() -> assertThat(dials("state = 'placed'")).isEqualTo(CALLS));
    assertThat(rig.retell.creates()).hasSize(CALLS);
  }

  private int dials(String condition) {
    return Integer.parseInt(
        rig.ledger.text("select count(*) from dispatch.dials where " + condition));
  }

  private Lane lane(Gate gate, Sifter sifter) {
    return lane(gate, sifter, rig.dialLine, rig.sender(Duration.ofSeconds(10)));
  }

  private Lane lane(Gate gate, Sifter sifter, DialLine line, Sender sender) {
    return new Lane(gate, sifter, line, sender, rig.outlook(), UUID::randomUUID);
  }

  private Gate gate(OwnFacts own, Supplier<WriteDeadline> deadlines) {
    return new Gate(
        rig.ledger.gateClient(),
        rig.ledger.gateTransactions(),
        rig.ledger.gateSettings().gate(),
        own,
        deadlines,
        new Alerts(rig.ledger.meters));
  }

  private WriteDeadline deadline() {
    return WriteDeadline.within(Duration.ofSeconds(2), InstantSource.system(), System::nanoTime);
  }

  private static DialLine line(int port) {
    return new DialLine(
        new RetellAccount(URI.create("http://127.0.0.1:" + port), "key"),
        DialLimits.answeredWithin(Duration.ofSeconds(20)),
        InstantSource.system());
  }

  private static int freePort() throws IOException {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  /** Lets everybody in, counts who spoke and who left, and answers nobody. */
  private static final class Door implements AutoCloseable {

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger spoken = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();

    Door() throws IOException {
      Thread.startVirtualThread(() -> {
        try {
          while (true) {
            var guest = socket.accept();
            Thread.startVirtualThread(() -> {
              try (guest) {
                if (guest.getInputStream().read() >= 0) {
                  spoken.incrementAndGet();
                }
              } catch (IOException e) {
                // Left without a word.
              }
              left.incrementAndGet();
            });
          }
        } catch (IOException e) {
          // The door is shut.
        }
      });
    }

    int port() {
      return socket.getLocalPort();
    }

    int spoken() {
      return spoken.get();
    }

    void awaitLeft(int guests) {
      await()
          .atMost(TestLedger.PATIENCE)
          .untilAsserted(() -> assertThat(left.get()).isEqualTo(guests));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
