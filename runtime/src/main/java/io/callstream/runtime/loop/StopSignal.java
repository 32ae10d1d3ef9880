package io.callstream.runtime.loop;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asked for once, seen by every thread that works or waits. */
public final class StopSignal {

  private final CountDownLatch asked = new CountDownLatch(1);

  /** From now on {@link #isRequested} holds and no wait lasts. */
  public void request() {
    asked.countDown();
  }

  /** Whether a stop was asked for. */
  public boolean isRequested() {
    return asked.getCount() == 0;
  }

  /**
   * Waits for so long, or until a stop is asked for.
   *
   * @return whether a stop was asked for; an interrupt counts as one
   */
  public boolean await(Duration longest) {
    try {
      return asked.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      request();
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
