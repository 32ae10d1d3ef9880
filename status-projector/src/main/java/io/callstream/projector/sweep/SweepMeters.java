package io.callstream.projector.sweep;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What the sweep tells the world. */
final class SweepMeters {

  private final MeterRegistry meters;
  private volatile @Nullable Instant completeTo;

  SweepMeters(MeterRegistry meters, InstantSource clock) {
    this.meters = meters;
    Gauge.builder("callstream.projector.sweep.age.seconds", () -> age(clock.instant()))
        .description(
            "Since the last complete sweep began, told by who sweeps: an alarm when it grows")
        .register(meters);
  }

  void count(String what, int calls) {
    meters.counter("callstream.projector.sweep." + what).increment(calls);
  }

  void completeTo(Instant time) {
    completeTo = time;
  }

  void anotherSweeps() {
    completeTo = null;
  }

  private double age(Instant now) {
    var last = completeTo;
    return last == null ? 0 : Duration.between(last, now).toMillis() / 1_000.0;
  }
}
