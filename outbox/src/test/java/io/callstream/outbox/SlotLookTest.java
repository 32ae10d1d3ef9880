package io.callstream.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How often the slot is looked at while kept rows are sent. */
class SlotLookTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private long now = 5;
  private int looks;

  @Test
  void tellsOfTheSlotAtOnceThenEveryTenSeconds() {
    var look = new SlotLook(this::filling, new RelayMetrics(meters), () -> now);

    look.run();
    look.run();
    now += Duration.ofMillis(9_999).toNanos();
    look.run();
    assertThat(looks).isEqualTo(1);
    assertThat(meters.get("callstream.outbox.slot.filling").gauge().value()).isEqualTo(1);

    now += Duration.ofMillis(1).toNanos();
    look.run();
    assertThat(looks).isEqualTo(2);
  }

  private Optional<SlotState> filling() {
    looks++;
    return Optional.of(new SlotState("reserved", null, 0, 60, 100));
  }
}
