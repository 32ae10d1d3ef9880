package io.callstream.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicInteger runs = new AtomicInteger();
  private Loop loop = new Loop("none", LONG, () -> false, meters);

  @AfterEach
  void stop() {
    loop.stop();
  }

  @Test
  void goesOnAtOnceWhileThereIsMoreToDo() {
    start(LONG, () -> runs.incrementAndGet() < 5);

    await().untilAtomic(runs, org.hamcrest.Matchers.is(5));
  }

  @Test
  void countsAFailedRunAndGoesOn() {
    start(
        Duration.ofMillis(1),
        () -> {
          if (runs.incrementAndGet() < 3) {
            throw new StackOverflowError("broken");
          }
          return false;
        });

    await().until(() -> runs.get() > 3);
    assertThat(meters.get("callstream.loop.failures").tag("loop", "test").counter().count())
        .isEqualTo(2);
  }

  @Test
  void aWakeUpEndsTheRest() {
    start(LONG, () -> runs.incrementAndGet() < 0);
    await().untilAtomic(runs, org.hamcrest.Matchers.is(1));

    loop.wake();

    await().untilAtomic(runs, org.hamcrest.Matchers.is(2));
  }

  @Test
  void stoppingWaitsForThePresentRunAndDoesNotInterruptIt() {
    var entered = new CountDownLatch(1);
    var interrupted = new AtomicBoolean();
    var finished = new AtomicBoolean();
    start(
        LONG,
        () -> {
          entered.countDown();
          for (int i = 0; i < 20; i++) {
            Thread.onSpinWait();
            interrupted.compareAndSet(false, Thread.interrupted());
            java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
          }
          finished.set(true);
          return false;
        });
    await().until(() -> entered.getCount() == 0);

    loop.stop();

    assertThat(finished).isTrue();
    assertThat(interrupted).isFalse();
    assertThat(loop.isRunning()).isFalse();
  }

  private void start(Duration interval, Loop.Task task) {
    loop = new Loop("test", interval, task, meters);
    loop.start();
  }
}
