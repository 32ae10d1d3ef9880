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
 */
record SlotState(
    @Nullable String walStatus, @Nullable String invalidationReason, long confirmed, long kept) {

  boolean isLost() {
    return "lost".equals(walStatus) || invalidationReason != null;
  }
}
