package io.callstream.dispatcher.gate;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Lanes come to the gate one after another, and wait here and not in the database: there their
 * waits would add up beyond the time that a gate's transaction has, and every one that was too long
 * would cost its connection. Whoever comes next also waits here for the rate's next moment if it is
 * near, which would only turn it away.
 */
final class Turn {

  /** So long at most is a moment waited for. */
  static final Duration NEAR = Duration.ofMillis(50);

  /**
   * So long a process that another was quicker than leaves the next moment to that one, as it will
   * take it: all that come to the gate at the same moment wait for each other there. Less than a
   * dial may be late without loss.
   */
  private static final Duration BEHIND = Duration.ofMillis(10);

  /**
   * So many moments others may be quicker; all that a round did until then would be for nothing.
   */
  private static final int TRIES = 15;

  /** So many moments in a row that others took say that another process leads. */
  private static final int LED = 3;

  private final ReentrantLock lock = new ReentrantLock(true);
  private final LongSupplier nanoTime;
  private Instant now = Instant.EPOCH;
  private long readAt;
  private Duration wait = Duration.ZERO;
  private Instant notBefore = Instant.EPOCH;
  private volatile int lost;

  /**
   * @param nanoTime of the machine
   */
  Turn(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Does it alone; again at the rate's next moment if that was all that turned it away.
   *
   * @param turnedAway says so of what the work came to
   */
  <T> T take(Supplier<T> work, Predicate<T> turnedAway) {
    lock.lock();
    try {
      for (int tries = 1; ; tries++) {
        rest();
        T done = work.get();
        boolean again = turnedAway.test(done) && !wait.isZero();
        if (!again || tries == TRIES || Thread.currentThread().isInterrupted()) {
          return done;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void rest() {
    long left = wait.toNanos();
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      left = wait.toNanos() - (nanoTime.getAsLong() - readAt);
      LockSupport.parkNanos(left);
    }
    wait = Duration.ZERO;
  }

  /** The database's clock was just read; by whoever's turn it is. */
  void read(Instant now) {
    this.now = now;
    this.readAt = nanoTime.getAsLong();
  }

  /** When the next one may go, by the clock that was read; by whoever's turn it is. */
  void next(Instant moment) {
    lost = 0;
    wait = until(moment);
  }

  /**
   * The same of who came early. A moment counts as lost once, however many of our lanes come early
   * for it.
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // Under the lock.
  void notBefore(Instant moment) {
    wait = until(moment);
    wait = wait.isZero() ? wait : wait.plus(BEHIND);
    if (!moment.equals(notBefore)) {
      notBefore = moment;
      lost++;
    }
  }

  /** Whether another process leads. */
  boolean othersLead() {
    return lost >= LED;
  }

  /** Whether somebody has the turn now. */
  boolean isTaken() {
    return lock.isLocked();
  }

  private Duration until(Instant moment) {
    var until = Duration.between(now, moment);
    return until.isNegative() || until.compareTo(NEAR) > 0 ? Duration.ZERO : until;
  }
}
