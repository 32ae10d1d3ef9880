package io.callstream.retell.dial;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Until when a request may begin to be written, on two clocks (MECHANISMS.md B5): the monotonic one
 * stands still while a machine sleeps, the wall clock may be set back; whichever says first that it
 * is too late, wins.
 */
public final class WriteDeadline {

  private final InstantSource wall;
  private final LongSupplier nanos;
  private final Instant begun;
  private final long begunNanos;
  private final Duration limit;

  private WriteDeadline(InstantSource wall, LongSupplier nanos, Duration limit) {
    this.wall = wall;
    this.nanos = nanos;
    this.limit = limit;
    this.begun = wall.instant();
    this.begunNanos = nanos.getAsLong();
  }

  /**
   * Begins now, which is to be before the commit it is counted from.
   *
   * @param nanos {@code System::nanoTime} outside of tests
   * @param limit {@code DIAL_WRITE_LIMIT}
   */
  public static WriteDeadline within(Duration limit, InstantSource wall, LongSupplier nanos) {
    return new WriteDeadline(wall, nanos, limit);
  }

  /** Whether it is too late to begin. A wall clock set back before the beginning is too late. */
  public boolean passed() {
    var elapsed = Duration.between(begun, wall.instant());
    return elapsed.isNegative()
        || elapsed.compareTo(limit) > 0
        || nanos.getAsLong() - begunNanos > limit.toNanos();
  }
}
