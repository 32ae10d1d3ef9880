package io.callstream.dispatcher.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.HoldCode;
import io.callstream.dispatcher.StandInGateway;
import io.callstream.dispatcher.TestLedger;
import io.callstream.dispatcher.gate.Outlook.View;
import io.callstream.dispatcher.rules.Hold;
import io.callstream.testing.SettableClock;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long lanes go by what one of them has seen. */
class OutlookIT {

  private final AtomicLong nanos = new AtomicLong();

  @SuppressWarnings("NullAway.Init")
  private GateRig rig;

  @SuppressWarnings("NullAway.Init")
  private Outlook outlook;

  @BeforeEach
  void open() {
    begin("50");
  }

  private void begin(String perSecond) {
    rig = new GateRig("DIAL_PER_SECOND", perSecond);
    rig.slots.ask();
    outlook = rig.outlook(nanos::get);
  }

  @AfterEach
  void close() throws SQLException {
    rig.close();
  }

  @Test
  void aClearWayIsGoneByForAMoment() {
    assertThat(outlook.lately()).isInstanceOf(View.Clear.class);
    rig.ledger.gateway.run(StandInGateway.stop());

    assertThat(outlook.lately()).isInstanceOf(View.Clear.class);
    nanos.addAndGet(Duration.ofMillis(100).toNanos());
    assertThat(outlook.lately()).isInstanceOf(View.Barred.class);
  }

  @Test
  void theMomentThatOneStandsByForIsNotStoodByForAgain() {
    awaitStandBy(Duration.ofMillis(100));

    assertThat(standBy()).isZero();
  }

  @Test
  void atASlowRateEachStandsByForTheMomentThatComes() throws SQLException {
    rig.close();
    begin("15");
    awaitStandBy(Duration.ZERO);

    awaitStandBy(Duration.ZERO);
  }

  /** A slow machine may come to look when the moment is over. */
  private void awaitStandBy(Duration sinceTheLastLook) {
    await()
        .atMost(TestLedger.PATIENCE)
        .until(() -> {
          nextMomentIn(390);
          nanos.addAndGet(sinceTheLastLook.toNanos());
          return standBy().isPositive();
        });
  }

  private void nextMomentIn(int millis) {
    rig.ledger.run(
        "update dispatch.budget set next_dial_at = clock_timestamp() + interval '%d ms'"
            .formatted(millis));
  }

  private Duration standBy() {
    return ((View.Clear) outlook.lately()).standBy();
  }

  @Test
  void whatTheGateOrALineSaysIsBelievedAtOnce() {
    outlook.lately();
    rig.ledger.gateway.run(StandInGateway.stop());
    outlook.barred(Hold.of(HoldCode.STOP_ALL, "stopped"));
    assertThat(outlook.lately()).isInstanceOf(View.Barred.class);

    rig.ledger.gateway.reopenLine();
    assertThat(outlook.lately()).isInstanceOf(View.Clear.class);
    outlook.unreachable("refused");

    assertThat(outlook.lately()).isInstanceOf(View.Barred.class);
  }

  @Test
  void dialsBeginSlowlyWhenRetellCouldNotBeReachedForLong() {
    var clock = SettableClock.at("2026-11-23T10:00:00Z");
    var reached = rig.outlook(nanos::get, clock);
    reached.unreachable("refused");
    clock.advance(Duration.ofSeconds(59));
    reached.reached();
    assertThat(ramped()).isFalse();

    reached.unreachable("refused");
    clock.advance(Duration.ofSeconds(30));
    reached.unreachable("refused");
    clock.advance(Duration.ofSeconds(30));
    reached.reached();

    assertThat(ramped()).isTrue();
  }

  private boolean ramped() {
    return rig.ledger.text("select ramp_from from dispatch.budget").startsWith("20");
  }
}
