package io.callstream.dispatcher.rules;

import java.time.Instant;

/** What the gate says of one call. */
public sealed interface Verdict {

  /** It is dialled now. */
  record Dial() implements Verdict {}

  /**
   * It waits.
   *
   * @param lookAgainAt when its reason may have lifted
   */
  record Wait(Hold hold, Instant lookAgainAt) implements Verdict {}

  /**
   * It is not for the gate: somebody else ends it, or it has rung.
   *
   * @param why for the log
   */
  record Leave(String why, Instant lookAgainAt) implements Verdict {}
}
