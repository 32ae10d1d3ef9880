package io.callstream.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.dispatcher.TestLedger;
import io.callstream.dispatcher.gate.GateRig;
import io.callstream.dispatcher.rules.DialNews;
import io.callstream.dispatcher.rules.DialNews.Accepted;
import io.callstream.retell.CallOrigin;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** News of one dial, or of one number, that come at the same time: the second sees the first. */
class LedgerLocksIT {

  private static final String NUMBER = "+12125550111";
  private static final UUID NOBODY = new UUID(0, 0);

  @SuppressWarnings("NullAway.Init")
  private static GateRig rig;

  @SuppressWarnings("NullAway.Init")
  private static TestLedger ledger;

  @BeforeAll
  static void open() {
    rig = new GateRig();
    ledger = rig.ledger;
  }

  @AfterAll
  static void close() throws SQLException {
    rig.close();
  }

  @Test
  void anAnswerThatComesWhileAWebhookIsTakenDownSaysNothingAgain() {
    var call = rig.fresh(NUMBER);
    var dial = rig.dial();

    during(
        () -> see("r1", call, dial, null),
        () -> ledger.ledger().answered(dial, new Accepted("r1")));

    assertThat(ledger.saidInShort(call)).containsExactly("placed");
  }

  @Test
  void anEmptyListThatComesWhileEvidenceIsTakenDownClearsNothing() {
    var call = rig.fresh(NUMBER);
    var dial = rig.dial();
    ledger.ledger().answered(dial, new DialNews.Throttled("slow down", null));

    during(() -> see("r1", call, dial, null), () -> ledger.ledger().notListed(dial));

    assertThat(ledger.callState(call)).isEqualTo("in_flight");
    assertThat(ledger.text("select shut_until > now() from dispatch.numbers")).isEqualTo("true");
  }

  @Test
  void twoCallsOfOneNumberThatEndTogetherLeaveItFree() {
    var first = rig.fresh(NUMBER);
    var dial = rig.dial();
    ledger.ledger().answered(dial, new Accepted("r1"));
    var second = TestLedger.call(NUMBER);
    ledger.place(second);
    see("r2", second, UUID.randomUUID(), null);
    var end = new End.Reported("user_hangup");

    during(() -> see("r1", first, dial, end), () -> see("r2", second, null, end));

    assertThat(ledger.text("select open_dial from dispatch.numbers")).isEqualTo("null");
    assertThat(ledger.text("select shut_until from dispatch.numbers")).isEqualTo("null");
  }

  @Test
  void leasesAreRenewedWhileOneOfTheDialsIsBeingAnswered() {
    rig.fresh(NUMBER);
    var answered = rig.dial();
    ledger.place(TestLedger.call("+12125550112"));
    var other = rig.dial();
    ledger.run("update dispatch.dials set lease_until = now() - interval '1 s'");

    CompletableFuture<Void> renewed =
        ledger
            .transactions()
            .execute(_ -> {
              lockDial(answered);
              CompletableFuture<Void> begun =
                  CompletableFuture.runAsync(() ->
                      ledger.ledger().renewLeases(List.of(answered, other), Duration.ofMinutes(1)));
              assertThat(begun).succeedsWithin(Duration.ofSeconds(20));
              return begun;
            });

    assertThat(renewed).isCompleted();
    assertThat(ledger.text("select dial_id from dispatch.dials where lease_until > now()"))
        .isEqualTo(other.toString());
  }

  @Test
  void manyAnswersTakeTheirDialsInOrder() {
    takenInOrder((low, high) -> {
      var names = new LinkedHashMap<UUID, String>();
      names.put(high.dialId(), "r1");
      names.put(low.dialId(), "r2");
      ledger.ledger().answered(names);
    });
  }

  @Test
  void manyStopsTakeTheirDialsInOrder() {
    takenInOrder(
        (low, high) -> ledger.questions().stop(List.of(high.requestId(), low.requestId())));
  }

  private record Dialled(UUID dialId, UUID requestId) {}

  /** While somebody holds the dial of the lower id, the work has not taken the other either. */
  private static void takenInOrder(BiConsumer<Dialled, Dialled> work) {
    var high = new Dialled(NOBODY, NOBODY);
    var low = high;
    while (high.dialId().toString().compareTo(low.dialId().toString()) <= 0) {
      var first = rig.fresh(NUMBER);
      high = new Dialled(rig.dial(), first.requestId());
      var second = TestLedger.call("+12125550112");
      ledger.place(second);
      low = new Dialled(rig.dial(), second.requestId());
    }
    var theLower = low;
    var theHigher = high;
    CompletableFuture<Void> done =
        ledger
            .transactions()
            .execute(_ -> {
              lockDial(theLower.dialId());
              CompletableFuture<Void> begun =
                  CompletableFuture.runAsync(() -> work.accept(theLower, theHigher));
              await().atMost(TestLedger.PATIENCE).until(LedgerLocksIT::somebodyWaits);
              assertThat(
                      ledger.text(
                          "select dial_id from dispatch.dials where dial_id = '"
                              + theHigher.dialId()
                              + "' for update skip locked"))
                  .isEqualTo(theHigher.dialId().toString());
              return begun;
            });
    assertThat(done).isNotNull().succeedsWithin(Duration.ofSeconds(60));
  }

  private static void lockDial(UUID dialId) {
    ledger
        .workClient()
        .sql("select dial_id from dispatch.dials where dial_id = :id for update")
        .param("id", dialId)
        .query(UUID.class)
        .list();
  }

  /** The second begins when the first has written and not yet committed. */
  private static void during(Runnable first, Runnable second) {
    CompletableFuture<Void> waiting =
        ledger
            .transactions()
            .execute(_ -> {
              first.run();
              CompletableFuture<Void> begun = CompletableFuture.runAsync(second);
              await().atMost(TestLedger.PATIENCE).until(() -> begun.isDone() || somebodyWaits());
              return begun;
            });
    assertThat(waiting).isNotNull().succeedsWithin(Duration.ofSeconds(60));
  }

  private static void see(
      String retellCallId, PlaceCall call, @Nullable UUID dialId, @Nullable End end) {
    var origin = new CallOrigin(call.callId(), dialId, call.requestId());
    ledger.ledger().seen(List.of(new Sighting(retellCallId, origin, end, false)));
  }

  private static boolean somebodyWaits() {
    return ledger.text("select count(*) > 0 from pg_locks where not granted").equals("true");
  }
}
