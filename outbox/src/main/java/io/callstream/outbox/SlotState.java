package io.callstream.outbox;

import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL says of the slot. A lost slot is silent otherwise: Debezium waits for ever
 * (MECHANISMS.md E3).
 *
 * @param walStatus {@code reserved}, {@code extended}, {@code unreserved} or {@code lost}
 * @param invalidationReason set when the slot can never be read again
 * @param confirmed WAL position up to which its reader has confirmed, in bytes from the beginning
 * @param kept bytes of WAL that are kept for it
 * @param bound how many may be ({@code max_slot_wal_keep_size}); negative where there is no bound
 */
record SlotState(
    @Nullable String walStatus,
    @Nullable String invalidationReason,
    long confirmed,
    long kept,
    long bound) {

  /** Where nothing bounds what is kept, the disk does. */
  private static final long MUCH_WITHOUT_BOUND = 1L << 30;

  boolean isLost() {
    return "lost".equals(walStatus) || invalidationReason != null;
  }

  /** Half of what may be kept is: whoever reads it does not get on, and at the bound it is lost. */
  boolean isFilling() {
    return kept > (bound < 0 ? MUCH_WITHOUT_BOUND : bound / 2);
  }
}
