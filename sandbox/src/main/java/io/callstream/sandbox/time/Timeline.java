package io.callstream.sandbox.time;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does things later. */
public interface Timeline extends AutoCloseable {

  /** Runs the step once, after that much time. Steps must not block. */
  void after(Duration delay, Runnable step);

  /** Forgets every step that has not begun. */
  @Override
  void close();

  /** One thread that really waits. */
  final class Real implements Timeline {

    private static final Logger log = LoggerFactory.getLogger(Timeline.class);

    private final ScheduledThreadPoolExecutor steps =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("timeline").factory());

    public Real() {
      steps.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void after(Duration delay, Runnable step) {
      if (!steps.isShutdown()) {
        var _ = steps.schedule(() -> run(step), delay.toNanos(), TimeUnit.NANOSECONDS);
      }
    }

    @Override
    public void close() {
      steps.shutdownNow();
    }

    private static void run(Runnable step) {
      try {
        step.run();
      } catch (RuntimeException e) {
        log.error("A fault of the sandbox itself: a call will not go on", e);
      }
    }
  }
}
