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
   * @param reached up to where all has been published, empty while its beginning is not finished. A
   *     slot that has confirmed more is another one, and has let go of what lies between
   */
  static SlotVerdict of(Optional<SlotState> slot, OptionalLong reached) {
    if (slot.isEmpty()) {
      return new MakeAnew("there is none");
    }
    if (slot.get().isLost()) {
      return new MakeAnew("it is lost: " + slot.get().invalidationReason());
    }
    if (reached.isEmpty()) {
      return new MakeAnew("its beginning was not finished");
    }
    if (slot.get().confirmed() > reached.getAsLong()) {
      return new MakeAnew("somebody else made it");
    }
    return new Usable();
  }
}
