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
   * Returns when all are done.
   *
   * @param length over which they are spread evenly
   * @param cancelled asked before each
   */
  static void run(
      int things,
      Duration length,
      int threads,
      java.util.function.BooleanSupplier cancelled,
      IntConsumer thing) {
    AtomicInteger next = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(threads);
    long begin = System.nanoTime();
    for (int thread = 0; thread < threads; thread++) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              for (int n = next.getAndIncrement();
                  n < things && !cancelled.getAsBoolean();
                  n = next.getAndIncrement()) {
                long due = begin + Math.round((double) length.toNanos() * n / things);
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
