package io.callstream.sandbox.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** So many within so long; not for several threads at once. */
final class Rate {

  private final Duration within;
  private final InstantSource clock;
  private final Deque<Instant> taken = new ArrayDeque<>();

  Rate(Duration within, InstantSource clock) {
    this.within = within;
    this.clock = clock;
  }

  /** Whether one more may come; null is without end. */
  boolean room(@Nullable Integer most) {
    var now = clock.instant();
    while (!taken.isEmpty() && !taken.getFirst().plus(within).isAfter(now)) {
      taken.removeFirst();
    }
    return most == null || taken.size() < most;
  }

  /** Counts one; without a limit nothing is to be remembered. */
  void take(@Nullable Integer most) {
    if (most != null) {
      taken.addLast(clock.instant());
    }
  }

  /** Counts one more if it may come. */
  boolean admits(@Nullable Integer most) {
    boolean room = room(most);
    if (room) {
      take(most);
    }
    return room;
  }
}
