package io.callstream.dispatcher.asking;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.dispatcher.StandInGateway;
import io.callstream.dispatcher.StandInRetell;
import io.callstream.dispatcher.gate.GateRig;
import io.callstream.dispatcher.ledger.SelfPauses;
import io.callstream.dispatcher.rules.DialNews;
import io.callstream.retell.RetellAccount;
import io.callstream.retell.read.RetellReads;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which calls in flight are noted to be stopped. */
class StopsIT {

  private final StandInRetell retell = new StandInRetell();
  private final RetellReads reads =
      new RetellReads(new RetellAccount(retell.address(), "key"), Duration.ofSeconds(10));

  @SuppressWarnings("NullAway.Init")
  private GateRig rig;

  @SuppressWarnings("NullAway.Init")
  private Stops stops;

  @BeforeEach
  void open() {
    rig = new GateRig();
    stops = new Stops(rig.ledger.questions(), rig.ledger.control(), reads, rig.ledger.meters);
  }

  @AfterEach
  void close() throws SQLException {
    rig.close();
    reads.close();
    retell.close();
  }

  @Test
  void aStopThatIsAskedForIsNotedAtTheNextLook() {
    var asked = rig.fresh("+12125550111");
    var dial = rig.dial();
    rig.ledger.gateway.run(StandInGateway.askStop(asked.requestId()));

    stops.noteAsked();

    assertThat(isToBeStopped(dial)).isTrue();
  }

  /** Its call was given up, and found after that. */
  @Test
  void oneOfARequestThatIsTakenToBeOverIsNotedBySteadyLooks() {
    var over = rig.fresh("+12125550111");
    var dial = rig.dial();
    rig.ledger.gateway.run(StandInGateway.askStopOfEnded(over.requestId()));

    stops.noteAsked();
    assertThat(isToBeStopped(dial)).as("not among those that are looked at each second").isFalse();
    stops.noteCancelled();

    assertThat(isToBeStopped(dial)).isTrue();
  }

  /** As after a 429 that was no refusal: its request was withdrawn while nobody knew of a call. */
  @Test
  void oneThatIsFoundLateIsNotedAtTheNextLookThoughItsRequestWasWithdrawn() {
    var withdrawn = rig.fresh("+12125550111");
    var dial = rig.dial();
    rig.ledger.ledger().answered(dial, new DialNews.Accepted("r1"));
    rig.ledger.run("update dispatch.dials set late = true");
    rig.ledger.gateway.run(StandInGateway.withdraw(withdrawn.requestId()));

    stops.noteAsked();

    assertThat(isToBeStopped(dial)).isTrue();
  }

  @Test
  void oneInstanceAtATimeLooksWhetherCampaignsGoWrong() {
    assertThat(rig.ledger.questions().takeTurn(SelfPauses.TURN, Duration.ofMinutes(1))).isTrue();
    assertThat(rig.ledger.questions().takeTurn(SelfPauses.TURN, Duration.ofMinutes(1))).isFalse();
  }

  @Test
  void nobodyElseIsStopped() {
    rig.fresh("+12125550111");
    var dial = rig.dial();
    rig.ledger.gateway.run(StandInGateway.askStop(UUID.randomUUID()));

    stops.noteAsked();
    stops.noteCancelled();

    assertThat(isToBeStopped(dial)).isFalse();
  }

  private boolean isToBeStopped(UUID dial) {
    return rig.ledger
        .text("select stop_wanted from dispatch.dials where dial_id = '" + dial + "'")
        .matches("t|true");
  }
}
