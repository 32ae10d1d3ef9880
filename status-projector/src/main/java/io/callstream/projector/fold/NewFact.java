package io.callstream.projector.fold;

import io.callstream.contracts.Fact;
import java.util.UUID;

/**
 * A fact that a call did not have.
 *
 * @param version the call's with this fact
 * @param signal that made it known
 * @param row the call after that signal
 */
public record NewFact(Fact fact, long version, Signal signal, CallRow row) {

  /** What makes a repeat no news. */
  public record Id(UUID callId, Fact fact, String digest) {}
}
