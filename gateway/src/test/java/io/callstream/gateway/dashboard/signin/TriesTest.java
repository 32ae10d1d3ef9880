package io.callstream.gateway.dashboard.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TriesTest {

  private static final String HERE = "192.0.2.1";

  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private final Tries tries = new Tries(() -> now);

  private void use(String name, String address, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(tries.admits(name, address)).isTrue();
    }
  }

  @Test
  void tenAreAllowedUntilTenMinutesHavePassed() {
    use("ann", HERE, Tries.MAX);
    assertThat(tries.admits("ann", HERE)).isFalse();

    now = now.plus(Tries.WITHIN).minusMillis(1);
    assertThat(tries.admits("ann", HERE)).isFalse();

    now = now.plusMillis(1);
    use("ann", HERE, Tries.MAX);
    assertThat(tries.admits("ann", HERE)).isFalse();
  }

  @Test
  void whatIsRefusedDoesNotCount() {
    use("ann", HERE, Tries.MAX);
    now = now.plus(Duration.ofMinutes(9));
    assertThat(tries.admits("ann", HERE)).isFalse();

    now = now.plus(Duration.ofMinutes(1));
    use("ann", HERE, Tries.MAX);
  }

  @Test
  void nobodyIsShutOutBySomebodyElse() {
    use("ann", HERE, Tries.MAX);

    use("ann", "192.0.2.2", Tries.MAX);
    use("bob", HERE, Tries.MAX);
  }

  @Test
  void whoGotInMayErrAgain() {
    use("ann", HERE, Tries.MAX - 1);
    tries.forget("ann", HERE);

    use("ann", HERE, Tries.MAX);
  }

  @Test
  void theOneThatWasSilentLongestIsForgottenWhenThereAreTooMany() {
    use("ann", HERE, Tries.MAX);
    use("bob", HERE, Tries.MAX);
    for (int i = 0; i < Tries.REMEMBERED_MAX - 1; i++) {
      tries.admits("name " + i, HERE);
      assertThat(tries.admits("bob", HERE)).isFalse();
    }

    assertThat(tries.admits("ann", HERE)).as("forgotten").isTrue();
  }
}
