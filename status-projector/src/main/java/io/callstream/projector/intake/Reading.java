package io.callstream.projector.intake;

import io.callstream.projector.fold.Signal;
import java.util.List;

/** What a record turned out to be. */
public sealed interface Reading {

  /** News of a call, or of several. */
  record News(List<Signal> signals) implements Reading {

    News(Signal... signals) {
      this(List.of(signals));
    }
  }

  /** Readable, and no news of a call; counted under its reason. */
  enum NoNews implements Reading {
    /** The dispatcher is alive: the restore guard's business. */
    HEARTBEAT,
    /** An end that the dispatcher has from the webhook, which is read here too. */
    END_FROM_WEBHOOK,
    /** The dispatcher ends such a request, and says so. */
    UNDELIVERABLE,
    /** Words of a talk that goes on: no fact (DESIGN.md, "Projector"). */
    TRANSCRIPT,
    /** Of a chat agent; no call. */
    CHAT
  }
}
