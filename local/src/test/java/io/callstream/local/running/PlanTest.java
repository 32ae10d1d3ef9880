package io.callstream.local.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.stack.CannotStart;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanTest {

  private static final URI SANDBOX = URI.create("http://127.0.0.1:8090");

  @Test
  void theDemosWaitsAreThoseOfTheMechanisms() {
    assertThat(DemoWaits.at(60))
        .containsExactly(
            Map.entry("DIAL_PER_SECOND", "20"),
            Map.entry("DIAL_ASK_FIRST", "1s"),
            Map.entry("DIAL_THROTTLE_SETTLE", "6s"),
            Map.entry("DIAL_ABANDON_AFTER", "20s"),
            Map.entry("DIAL_REST_MIN", "250ms"),
            Map.entry("DIAL_REST_MAX", "1s"),
            Map.entry("CALL_RING_MAX", "5s"),
            Map.entry("CALL_ASK_FIRST", "2s"));
  }

  @Test
  void aSlowerSandboxIsWaitedForLongerAndAFasterOneNotLess() {
    assertThat(DemoWaits.at(30)).containsEntry("CALL_RING_MAX", "10s");
    assertThat(DemoWaits.at(120)).isEqualTo(DemoWaits.at(60));
  }

  @Test
  void theShellCannotTurnASandboxRunIntoALiveOne() {
    Plan plan =
        Plan.sandbox(
            SANDBOX,
            Map.of(
                "RETELL_API_KEY", "a real key",
                "RETELL_BASE_URL", "https://api.retellai.com",
                "CALLSTREAM_INSTALLATION", "mine",
                "DIAL_PER_SECOND", "7"));

    assertThat(plan.settings())
        .containsEntry("RETELL_BASE_URL", SANDBOX.toString())
        .containsEntry("CALLSTREAM_INSTALLATION", "mine")
        .containsEntry("DIAL_PER_SECOND", "7")
        .doesNotContainValue("a real key");
  }

  @Test
  void aLiveRunSaysWhatIsMissing() {
    assertThatThrownBy(() -> Plan.live(Map.of(), "here"))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("RETELL_API_KEY");
  }

  /** Each call may name its own number. */
  @Test
  void aLiveRunNeedsNoNumberOfItsOwn() {
    assertThat(Plan.live(Map.of("RETELLAI_API_KEY", "key"), "here").settings())
        .containsEntry("RETELLAI_API_KEY", "key");
  }

  @Test
  void aLiveRunHasAnInstallationOfItsOwnAndNoSandbox() {
    Plan plan =
        Plan.live(
            Map.of("RETELL_API_KEY", "key", "RETELL_FROM_NUMBER", "+12125550100", "PATH", "/bin"),
            "local-1");

    assertThat(plan.sandbox()).isFalse();
    assertThat(plan.settings())
        .containsOnly(
            Map.entry("RETELL_API_KEY", "key"),
            Map.entry("RETELL_FROM_NUMBER", "+12125550100"),
            Map.entry("CALLSTREAM_INSTALLATION", "local-1"));
  }
}
