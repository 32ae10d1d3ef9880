package io.callstream.runtime.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CarriersTest {

  private static final CountDownLatch LOADED = new CountDownLatch(1);

  /** Not there until the latch is open; who wants it meanwhile keeps a carrier. */
  private static final class Slow {

    private static final boolean THERE = awaitLoaded();

    private static boolean awaitLoaded() {
      try {
        return LOADED.await(60, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void aThreadThatOthersWaitForWithAllCarriersGetsOneMore() throws InterruptedException {
    Carriers.watch();
    var waiting = new ArrayList<Thread>();
    for (int n = 0; n < 2 * Runtime.getRuntime().availableProcessors(); n++) {
      waiting.add(Thread.startVirtualThread(() -> assertThat(Slow.THERE).isTrue()));
    }
    for (var thread : waiting) {
      thread.join(100);
    }

    Thread.startVirtualThread(LOADED::countDown);

    assertThat(LOADED.await(20, TimeUnit.SECONDS)).isTrue();
    for (var thread : waiting) {
      thread.join();
    }
  }
}
