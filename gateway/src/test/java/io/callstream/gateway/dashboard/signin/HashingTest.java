package io.callstream.gateway.dashboard.signin;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HashingTest {

  private static final int MANY = 3 * Hashing.MAX;

  private final Hashing hashing = new Hashing();
  private final AtomicInteger now = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final CountDownLatch go = new CountDownLatch(1);

  @Test
  void fewAreLookedAtAtATimeAndAllInTheEnd() throws InterruptedException {
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < MANY; i++) {
      threads.add(Thread.ofPlatform().start(() -> hashing.of(this::look)));
    }
    await().atMost(30, SECONDS).until(() -> waiting(threads) == MANY);
    assertThat(now.get()).isEqualTo(Hashing.MAX);
    go.countDown();
    for (var thread : threads) {
      thread.join();
    }

    assertThat(most.get()).isEqualTo(Hashing.MAX);
  }

  private static long waiting(List<Thread> threads) {
    return threads.stream().filter(t -> t.getState() == Thread.State.WAITING).count();
  }

  private boolean look() {
    most.accumulateAndGet(now.incrementAndGet(), Math::max);
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    now.decrementAndGet();
    return true;
  }
}
