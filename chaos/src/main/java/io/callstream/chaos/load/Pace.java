package io.callstream.chaos.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Does things, each at its own time, by a number of threads: a slow one makes the others late, and
 * none is left out.
 */
final class Pace {

  private Pace() {}

  /**
   * What is to be done.
   *
   * @param burst so many at a time
   * @param length over which the bursts are spread evenly
   */
  record Work(int things, int burst, Duration length) {

    /** From the beginning, in nanoseconds. */
    private long due(int thing) {
      int first = thing - thing % burst;
      return Math.round((double) length.toNanos() * first / things);
    }
  }

  /**
   * Returns when all are done.
   *
   * @param cancelled asked before each
   */
  static void run(
      Work work, int threads, java.util.function.BooleanSupplier cancelled, IntConsumer thing) {
    AtomicInteger next = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(threads);
    long begin = System.nanoTime();
    for (int thread = 0; thread < threads; thread++) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              for (int n = next.getAndIncrement();
                  n < work.things() && !cancelled.getAsBoolean();
                  n = next.getAndIncrement()) {
                long due = begin + work.due(n);
                for (long wait = due - System.nanoTime();
                    wait > 0 && !cancelled.getAsBoolean();
                    wait = due - System.nanoTime()) {
                  LockSupport.parkNanos(Math.min(wait, 100_000_000));
                }
                thing.accept(n);
              }
            } finally {
              done.countDown();
            }
          });
    }
    try {
      done.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
