package io.callstream.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.chaos.cluster.Parts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class PartStrikesTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int LOOKS = 5;

  /** Ready at that look. */
  private static final class Starting implements Parts {
    private final int readyAt;
    private final List<String> done = new ArrayList<>();
    private int looks;

    Starting(int readyAt) {
      this.readyAt = readyAt;
    }

    @Override
    public boolean ready(String part) {
      return ++looks >= readyAt;
    }

    @Override
    public void kill(String part) {
      done.add("kill " + part);
    }

    @Override
    public Duration terminate(String part) {
      done.add("terminate " + part);
      return SECOND;
    }

    @Override
    public boolean pause(String part, Runnable meanwhile) {
      done.add("pause " + part);
      return true;
    }
  }

  private static void hold(Duration length, BooleanSupplier enough) {
    for (int n = 0; n < LOOKS && !enough.getAsBoolean(); n++) {
      assertThat(length).isPositive();
    }
  }

  private static List<Boolean> struck(Starting parts) {
    List<Boolean> struck = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      PartStrikes strikes = new PartStrikes(parts, PartStrikesTest::hold);
      parts.looks = 0;
      struck.add(
          switch (n) {
            case 0 -> strikes.kill("a");
            case 1 -> strikes.terminate("a") && strikes.stops().equals(List.of(SECOND));
            default -> strikes.pause("a", SECOND);
          });
    }
    return struck;
  }

  @Test
  void whoIsNotYetAtWorkIsWaitedFor() {
    Starting parts = new Starting(LOOKS);

    assertThat(struck(parts)).containsExactly(true, true, true);
    assertThat(parts.done).containsExactly("kill a", "terminate a", "pause a");
  }

  @Test
  void whoDoesNotComeToWorkIsNotStruckAndNotCounted() {
    Starting parts = new Starting(LOOKS + 1);

    assertThat(struck(parts)).containsExactly(false, false, false);
    assertThat(parts.done).isEmpty();
  }
}
