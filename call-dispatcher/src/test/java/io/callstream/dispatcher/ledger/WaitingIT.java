package io.callstream.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.Locks;
import io.callstream.dispatcher.StandInGateway;
import io.callstream.dispatcher.TestLedger;
import io.callstream.dispatcher.gate.GateRig;
import io.callstream.dispatcher.rules.DialNews;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Calls that wait: for a throttled number, for a line, for their end. */
class WaitingIT {

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
  void anotherRequestToAThrottledNumberWaitsUntilThatOneIsCleared() {
    rig.fresh(NUMBER);
    var dial = throttled();
    var other = TestLedger.call(NUMBER);
    ledger.place(other);
    ledger.pass(Duration.ofMinutes(6));

    assertThat(dialsNow()).as("settled, and not yet asked about").isFalse();
    assertThat(ledger.hold(other)).isEqualTo("open_call");
    ledger.ledger().notListed(dial);

    assertThat(dialsNow()).isTrue();
  }

  @Test
  void aThrottledCallThatIsClearedHasNoHoldAnyMore() {
    var call = rig.fresh(NUMBER);
    var dial = throttled();
    assertThat(ledger.hold(call)).isEqualTo("provider_backoff");
    ledger.pass(Duration.ofMinutes(6));

    ledger.ledger().notListed(dial);

    assertThat(ledger.hold(call)).isEqualTo("paced");
  }

  @Test
  void howeverManyCancelledCallsHaveExpiredTheOthersExpire() {
    ledger.reset();
    var cancelled =
        IntStream.range(0, 101)
            .mapToObj(n -> TestLedger.call("+12125551" + (100 + n)))
            .toArray(PlaceCall[]::new);
    ledger.place(cancelled);
    for (var call : cancelled) {
      ledger.gateway.run(StandInGateway.askStop(call.requestId()));
    }
    ledger.pass(Duration.ofMinutes(1));
    var other = TestLedger.call(NUMBER);
    ledger.place(other);
    ledger.pass(Duration.ofHours(2));

    assertThat(ledger.requests().expire()).isEqualTo(1);
    assertThat(ledger.callState(other)).isEqualTo("done");
  }

  @Test
  void anExpiryWaitsForACancellationInProgressAndLeavesTheCallToIt() throws Exception {
    var call = rig.fresh(NUMBER);
    ledger.pass(Duration.ofHours(2));
    try (var change = ledger.gateway.change(Locks.REQUEST, Locks.key(call.requestId()))) {
      var expiry = CompletableFuture.supplyAsync(() -> ledger.requests().expire());
      await().atMost(TestLedger.PATIENCE).until(() -> expiry.isDone() || somebodyWaits());
      change.run(StandInGateway.withdraw(call.requestId()));
      change.commit();

      assertThat(expiry.get()).isZero();
    }
    assertThat(ledger.callState(call)).isEqualTo("waiting");
    assertThat(ledger.said(call)).isEmpty();
  }

  @Test
  void waitsSetByAClockThatWasAheadAreCutToTheLongestPossible() {
    rig.fresh(NUMBER);
    ledger.run("update dispatch.budget set next_dial_at = now() + interval '1 day'");
    ledger.run(
        "update dispatch.line set rest_until = now() + interval '1 day',"
            + " backoff_until = now() + interval '1 day'");

    ledger.run("insert into dispatch.providers values ('custom', now() + interval '1 day')");

    ledger.run("update dispatch.pace set next_at = now() + interval '1 day'");

    ledger.ledger().noWaitTooLong(Duration.ofSeconds(30));

    assertThat(ledger.text("select count(*) from dispatch.pace where next_at > clock_timestamp()"))
        .as("turns that are not taken before then")
        .isEqualTo("0");
    assertThat(seconds("next_dial_at", "budget")).isBetween(-60, 30);
    assertThat(seconds("next_dial_at", "providers"))
        .as("as far off as the rate leaves it, and no nearer")
        .isBetween(1, 30);
    assertThat(seconds("rest_until", "line")).isBetween(500, 600);
    assertThat(seconds("backoff_until", "line")).isBetween(500, 600);
  }

  @Test
  void waitsThatArePossibleOrNotThereAreLeftAlone() {
    rig.fresh(NUMBER);
    ledger.run("update dispatch.budget set next_dial_at = now() + interval '30 s'");
    ledger.run("update dispatch.line set backoff_until = now() + interval '1 day'");
    var before = ledger.text("select next_dial_at from dispatch.budget");

    ledger.ledger().noWaitTooLong(Duration.ofMinutes(1));

    assertThat(ledger.text("select next_dial_at from dispatch.budget")).isEqualTo(before);
    assertThat(ledger.text("select rest_until from dispatch.line")).isEqualTo("null");
  }

  @Test
  void aTurnIsTakenOnceByAllInstancesAndComesAgain() {
    ledger.reset();
    var apart = Duration.ofMinutes(1);
    var another = new Questions(ledger.workClient(), waits());

    assertThat(ledger.questions().takeTurn("list", apart)).isTrue();
    assertThat(ledger.questions().takeTurn("list", apart)).isFalse();
    assertThat(another.takeTurn("list", apart)).as("another instance").isFalse();
    assertThat(another.takeTurn("get", apart)).as("another kind").isTrue();
    ledger.pass(apart);
    assertThat(another.takeTurn("list", apart)).isTrue();
  }

  private static Waits waits() {
    var wait = new io.callstream.dispatcher.rules.Backoff(Duration.ZERO, Duration.ZERO);
    return new Waits(Duration.ZERO, wait, Duration.ZERO, wait, Duration.ZERO, Duration.ZERO);
  }

  private static UUID throttled() {
    var dial = rig.dial();
    ledger.ledger().answered(dial, new DialNews.Throttled("slow down", null));
    return dial;
  }

  private static boolean dialsNow() {
    try {
      rig.dial();
      return true;
    } catch (AssertionError _) {
      return false;
    }
  }

  private static int seconds(String column, String table) {
    return (int)
        Double.parseDouble(
            ledger.text(
                "select extract(epoch from " + column + " - now()) from dispatch." + table));
  }

  private static boolean somebodyWaits() {
    return ledger.text("select count(*) > 0 from pg_locks where not granted").equals("true");
  }
}
