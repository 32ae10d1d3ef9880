package io.callstream.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.chaos.check.Claim;
import io.callstream.chaos.cluster.Topology;
import io.callstream.chaos.load.CallLoad;
import io.callstream.chaos.load.CampaignLoad;
import io.callstream.chaos.load.WebhookLoad;
import io.callstream.chaos.nemesis.FaultMix;
import io.callstream.chaos.nemesis.Schedule;
import io.callstream.chaos.nemesis.Strike;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

  private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

  private static Plan plan(String faults, int calls) {
    return new Plan(
        1,
        Duration.ofSeconds(45),
        Duration.ofMinutes(1),
        new FaultMix(faults),
        calls,
        0,
        0,
        new Topology(1, 1, 1, 1));
  }

  private static Verdict verdict(String faults, List<Strike> struck, Claim claim) {
    Plan plan = plan(faults, 1);
    Schedule schedule = Schedule.of(1, plan.faults(), plan.length(), plan.topology());
    CallLoad calls = new CallLoad(NOWHERE, "key", Clock.systemUTC(), 1, 1);
    CampaignLoad campaign = new CampaignLoad(NOWHERE, "key", Clock.systemUTC(), 1, 0);
    WebhookLoad webhooks = new WebhookLoad(NOWHERE, "key", Clock.systemUTC(), 1, 0);
    List<Duration> stops = Collections.nCopies(100, Duration.ofSeconds(1));
    return new Verdict(
        plan,
        schedule,
        List.of(claim),
        Duration.ZERO,
        List.of(),
        new Verdict.Seen(calls, campaign, webhooks, struck, stops, 0, false));
  }

  @Test
  void aKindOfFaultThatNeverCameOffIsNoPass() {
    Claim holds = Claim.atRest("all is well");
    Strike kill = new Strike.Kill("gateway-1");

    assertThat(verdict("kill=3", List.of(kill), holds).passed()).isTrue();
    assertThat(verdict("kill=3", List.of(), holds).passed()).isFalse();
    assertThat(verdict("kill=3", List.of(), holds).page()).contains("none came off");
    assertThat(verdict("kill=2", List.of(), holds).passed()).isTrue();
  }

  @Test
  void thePageCountsWhatWasStruckAndNotWhatWasPlanned() {
    Strike kill = new Strike.Kill("gateway-1");

    assertThat(verdict("kill=3", List.of(kill), Claim.atRest("all is well")).page())
        .contains("struck 1 of 3: 1 of 3 kill -9 of a service");
  }

  @Test
  void aClaimThatDoesNotHoldIsNoPass() {
    Claim wrong = Claim.atRest("all is well");
    wrong.fault("it is not");

    assertThat(verdict("kill=2", List.of(), wrong).passed()).isFalse();
  }

  @Test
  void aRunWithoutLoadIsRefusedAndTheCommandSaysEverything() {
    assertThatThrownBy(() -> plan("kill=1", 0)).hasMessageContaining("says nothing");
    assertThat(plan("kill=1", 1).command())
        .startsWith("./callstream chaos --seed 1 ")
        .contains("--settle-minutes 1.0", "--minutes 0.75", "--faults kill=1 ", "--brokers 1");
  }
}
