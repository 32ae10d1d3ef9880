package io.callstream.projector.fold;

import io.callstream.contracts.Fact;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A fact that a call did not have.
 *
 * @param version the call's with this fact
 * @param signal that made it known
 * @param row the call after that signal
 * @param mergedInto only of {@link Fact#MERGED}, said of the row that is no more: the other's id
 */
public record NewFact(
    Fact fact, long version, Signal signal, CallRow row, @Nullable UUID mergedInto) {

  NewFact(Fact fact, long version, Signal signal, CallRow row) {
    this(fact, version, signal, row, null);
  }

  /** Whether it counts in the call's version and stands in its timeline. */
  public boolean counts() {
    return fact != Fact.MERGED;
  }

  /** What makes a repeat no news. */
  public record Id(UUID callId, Fact fact, String digest) {}
}
