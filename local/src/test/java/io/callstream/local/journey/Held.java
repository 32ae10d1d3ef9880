package io.callstream.local.journey;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An answer of Retell that is on its way for as long as a journey likes. */
final class Held implements RetellProxy.Act, AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final CountDownLatch given = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile Runnable afterwards = () -> {};

  /** Cut when nobody releases it in time. */
  @Override
  public void on(RetellProxy.Exchange exchange) throws IOException {
    HttpMessage answer = exchange.forward();
    given.countDown();
    if (cameInTime(released)) {
      exchange.answer(answer);
    } else {
      exchange.cut();
    }
  }

  /** Waits until Retell has given the answer, so that its phone has rung or will. */
  void awaitGiven() {
    if (!cameInTime(given)) {
      throw new AssertionError("no such question came to Retell within " + LIMIT);
    }
  }

  void whenReleased(Runnable afterwards) {
    this.afterwards = afterwards;
  }

  /** Lets the answer, and those after it, through. */
  void release() {
    afterwards.run();
    released.countDown();
  }

  @Override
  public void close() {
    release();
  }

  private static boolean cameInTime(CountDownLatch latch) {
    try {
      return latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
