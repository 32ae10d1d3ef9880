package io.callstream.outbox;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Tells of the slot now and then, while kept rows are sent and its upkeep has not begun. */
final class SlotLook {

  private static final Duration EVERY = Duration.ofSeconds(10);

  private final Supplier<Optional<SlotState>> slot;
  private final RelayMetrics metrics;
  private final LongSupplier nanoTime;
  private long next;

  SlotLook(Supplier<Optional<SlotState>> slot, RelayMetrics metrics, LongSupplier nanoTime) {
    this.slot = slot;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.next = nanoTime.getAsLong();
  }

  /** Looks, if it is time to. */
  void run() {
    long now = nanoTime.getAsLong();
    if (now - next >= 0) {
      next = now + EVERY.toNanos();
      slot.get().ifPresent(metrics::slot);
    }
  }
}
