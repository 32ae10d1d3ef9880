package io.callstream.runtime.loop;

import java.time.Duration;

/** Waits that double from a first to a longest one. For one thread. */
public final class Backoff {

  private final Duration first;
  private final Duration longest;
  private Duration next;

  /** Begins with {@code first}; no wait is longer than {@code longest}. */
  public Backoff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
    this.next = first;
  }

  /** How long to wait this time; the next wait is twice as long. */
  public Duration next() {
    Duration now = next;
    Duration twice = now.multipliedBy(2);
    next = twice.compareTo(longest) < 0 ? twice : longest;
    return now;
  }

  /** Something went well: begin with the first wait again. */
  public void reset() {
    next = first;
  }
}
