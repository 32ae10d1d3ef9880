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
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** News of one dial, or of one number, that come at the same time: the second sees the first. */
class LedgerLocksIT {

  private static final String NUMBER = "+12125550111";

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
