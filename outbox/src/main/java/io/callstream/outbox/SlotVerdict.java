package io.callstream.outbox;

import java.util.Optional;
import java.util.OptionalLong;

/** Whether the slot that is there can be streamed from. */
sealed interface SlotVerdict {

  /** It has kept everything that is not published yet. */
  record Usable() implements SlotVerdict {}

  /** It has not: it must be made anew, and the kept rows be published from the table. */
  record MakeAnew(String reason) implements SlotVerdict {}

  /**
   * Decides.
   *
   * @param slot what PostgreSQL says of it; empty when there is none
   * @param begun whether all that lies before its beginning has been published
   * @param reached the stored position; a slot that has confirmed more is another than the one the
   *     position belongs to, and has let go of what lies between
   */
  static SlotVerdict of(Optional<SlotState> slot, boolean begun, OptionalLong reached) {
    if (slot.isEmpty()) {
      return new MakeAnew("there is none");
    }
    if (slot.get().isLost()) {
      return new MakeAnew("it is lost: " + slot.get().invalidationReason());
    }
    if (!begun) {
      return new MakeAnew("its beginning was not finished");
    }
    if (reached.isPresent() && slot.get().confirmed() > reached.getAsLong()) {
      return new MakeAnew(
          "it has confirmed %d, the stored position is %d: it is another"
              .formatted(slot.get().confirmed(), reached.getAsLong()));
    }
    return new Usable();
  }
}
