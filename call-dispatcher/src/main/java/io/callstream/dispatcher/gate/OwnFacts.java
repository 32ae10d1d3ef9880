package io.callstream.dispatcher.gate;

import io.callstream.dispatcher.guard.RestoreGuard;
import io.callstream.dispatcher.rules.LineFacts;

/** What this process alone knows of the line: Retell's limit, and what it has read back. */
record OwnFacts(Slots slots, RestoreGuard guard) {

  /** The facts with these. Waits for nobody, so that it may be called under locks. */
  LineFacts addedTo(LineFacts facts) {
    return facts.withSlots(slots.known()).readBackUnder(guard.readBackUnder());
  }
}
