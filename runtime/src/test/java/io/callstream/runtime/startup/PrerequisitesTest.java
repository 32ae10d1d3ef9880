package io.callstream.runtime.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class PrerequisitesTest {

  private final AtomicInteger attempts = new AtomicInteger();
  private final RecordingWorker worker = new RecordingWorker();

  @Test
  void whatIsNotThereYetIsTriedAgainAndThenTheWorkersStart() throws Exception {
    var prerequisites =
        new Prerequisites(
            List.of(
                new Prerequisite(
                    "database",
                    () -> {
                      if (attempts.incrementAndGet() < 3) {
                        throw new IOException("refused");
                      }
                    })),
            List.of(worker));
    assertThat(prerequisites.health().getStatus()).isEqualTo(Status.DOWN);

    prerequisites.start();
    prerequisites.await();

    assertThat(attempts).hasValue(3);
    assertThat(worker.isRunning()).isTrue();
    assertThat(prerequisites.health().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void whatMayNeverBeRefusesTheStart() {
    var prerequisites =
        new Prerequisites(
            List.of(
                new Prerequisite(
                    "topics",
                    () -> {
                      throw new RefusedStart("topic a has 3 partitions");
                    })),
            List.of(worker));

    prerequisites.start();

    assertThatThrownBy(prerequisites::await)
        .isInstanceOf(RefusedStart.class)
        .hasMessage("topic a has 3 partitions");
    assertThat(worker.isRunning()).isFalse();
    assertThat(prerequisites.health().getStatus()).isEqualTo(Status.DOWN);
  }

  @Test
  void noWorkerStartsAfterAStop() throws Exception {
    var mayGoOn = new CountDownLatch(1);
    var prerequisites =
        new Prerequisites(
            List.of(
                new Prerequisite(
                    "database",
                    () -> {
                      attempts.incrementAndGet();
                      mayGoOn.await();
                    })),
            List.of(worker));
    prerequisites.start();
    await().untilAtomic(attempts, org.hamcrest.Matchers.is(1));

    Thread stopping = Thread.ofVirtual().start(prerequisites::stop);
    await().until(() -> stopping.getState() != Thread.State.RUNNABLE);
    mayGoOn.countDown();
    stopping.join();
    prerequisites.await();

    assertThat(worker.isRunning()).isFalse();
  }

  private static final class RecordingWorker implements Worker {

    private volatile boolean running;

    @Override
    public void start() {
      running = true;
    }

    @Override
    public void stop() {
      running = false;
    }

    @Override
    public boolean isRunning() {
      return running;
    }
  }
}
