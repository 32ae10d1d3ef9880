package io.callstream.dispatcher.gate;

import io.callstream.contracts.HoldCode;
import io.callstream.dispatcher.rules.Backoff;
import io.callstream.dispatcher.rules.Hold;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether connections to Retell can be opened from here; shared by this process's lanes. */
final class Reach {

  private static final Backoff WAITS = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

  /** After as long without a connection much may be due at once. */
  private static final Duration LONG = Duration.ofMinutes(1);

  private final InstantSource clock;
  private int failures;
  private @Nullable Instant awaySince;
  private @Nullable Hold hold;

  Reach(InstantSource clock) {
    this.clock = clock;
  }

  /** Why no connection is to be tried now. */
  synchronized Optional<Hold> hold() {
    Instant until = hold == null ? null : hold.until();
    return until != null && clock.instant().isBefore(until)
        ? Optional.ofNullable(hold)
        : Optional.empty();
  }

  /** A connection could not be opened; nobody was called (MECHANISMS.md B5). */
  synchronized Hold failed(String cause) {
    var now = clock.instant();
    awaySince = awaySince == null ? now : awaySince;
    var until = now.plus(WAITS.after(failures++));
    var found = new Hold(HoldCode.PROVIDER_BACKOFF, "Retell cannot be reached: " + cause, until);
    hold = found;
    return found;
  }

  /**
   * A connection was opened.
   *
   * @return whether none could be for a long time before
   */
  synchronized boolean succeeded() {
    var since = awaySince;
    failures = 0;
    awaySince = null;
    hold = null;
    return since != null && !clock.instant().isBefore(since.plus(LONG));
  }
}
