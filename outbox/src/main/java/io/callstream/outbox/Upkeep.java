package io.callstream.outbox;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * What a leader looks after from time to time: the slot's health, dead rows and the table's
 * partitions.
 */
final class Upkeep {

  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
  private static final Duration MAINTAIN_EVERY = Duration.ofHours(1);
  private static final Duration MAINTAIN_AGAIN = Duration.ofMinutes(1);

  private final Slot slot;
  private final Positions positions;
  private final DeadRows dead;
  private final RelayMetrics metrics;
  private final LongSupplier nanoTime;
  private long nextLook;
  private long nextMaintenance;

  Upkeep(
      Slot slot, Positions positions, DeadRows dead, RelayMetrics metrics, LongSupplier nanoTime) {
    this.slot = slot;
    this.positions = positions;
    this.dead = dead;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.nextLook = nanoTime.getAsLong();
    this.nextMaintenance = nanoTime.getAsLong();
  }

  /** Does what is due; ends the leadership as {@link #requireUsable} says. */
  void run() {
    long now = nanoTime.getAsLong();
    if (now - nextLook >= 0) {
      nextLook = now + LOOK_EVERY.toNanos();
      requireUsable();
      dead.tell();
    }
    if (now - nextMaintenance >= 0) {
      nextMaintenance = now + (maintain() ? MAINTAIN_EVERY : MAINTAIN_AGAIN).toNanos();
    }
  }

  /**
   * Goes on only with the slot that has kept all that is unpublished. Debezium makes one that it
   * misses, which knows nothing of the rows before it.
   *
   * @throws IllegalStateException when it is lost, gone or another: the next leader makes it anew
   */
  void requireUsable() {
    Optional<SlotState> state = slot.state();
    state.ifPresent(metrics::slot);
    if (SlotVerdict.of(state, positions.reached(slot.name()))
        instanceof SlotVerdict.MakeAnew(String reason)) {
      throw new IllegalStateException("the slot is not ours any more: " + reason);
    }
  }

  /** Busy writers may keep it from its locks for the moment. */
  private boolean maintain() {
    try {
      slot.maintain();
      return true;
    } catch (DataAccessException e) {
      log.warn("upkeep of the outbox put off: {}", e.getMessage());
      return false;
    }
  }
}
