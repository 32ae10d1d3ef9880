package io.callstream.runtime.loop;

import io.callstream.runtime.startup.Worker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task again and again on a thread of its own, resting between two runs. A failed run is
 * counted ({@code callstream.loop.failures}), logged once per kind, and followed by rests that
 * double up to 10 s (or the interval, where that is longer).
 */
public final class Loop implements Worker {

  private static final Logger log = LoggerFactory.getLogger(Loop.class);

  private static final Duration LONGEST_REST = Duration.ofSeconds(10);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final String name;
  private final Duration interval;
  private final Task task;
  private final Counter failures;
  private final Semaphore wakeups = new Semaphore(0);
  private volatile boolean running;
  private volatile @Nullable Thread thread;

  /** What a loop does each time. */
  @FunctionalInterface
  public interface Task {

    /**
     * Runs once.
     *
     * @return whether there is more to do at once, without a rest
     * @throws Exception for a run that failed; the loop goes on
     */
    boolean run() throws Exception;
  }

  /**
   * @param name names the thread and the metric's tag {@code loop}
   * @param interval the rest between two runs
   */
  public Loop(String name, Duration interval, Task task, MeterRegistry meters) {
    this.name = name;
    this.interval = interval;
    this.task = task;
    this.failures = Counter.builder("callstream.loop.failures").tag("loop", name).register(meters);
  }

  /** Ends the present rest, or leaves out the next one. */
  public void wake() {
    wakeups.release();
  }

  @Override
  public void start() {
    running = true;
    thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  /** Waits for the present run to end, for at most 30 s; it is not interrupted. */
  @Override
  public void stop() {
    running = false;
    wake();
    Thread last = thread;
    if (last == null) {
      return;
    }
    try {
      if (!last.join(STOP_LIMIT)) {
        log.error("loop {} did not stop within {} s", name, STOP_LIMIT.toSeconds());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    thread = null;
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void run() {
    Duration rest = interval;
    String complaint = "";
    while (running) {
      try {
        boolean more = task.run();
        complaint = "";
        rest = more ? Duration.ZERO : interval;
      } catch (Throwable t) {
        // Errors too: a loop that ends unseen is work that nobody does.
        failures.increment();
        complaint = logOnce(t, complaint);
        rest = longer(rest);
      }
      pause(rest);
    }
  }

  private String logOnce(Throwable t, String before) {
    String now = t.toString();
    if (!now.equals(before)) {
      log.warn("loop {} failed and goes on", name, t);
    }
    return now;
  }

  private Duration longer(Duration rest) {
    Duration longest = interval.compareTo(LONGEST_REST) > 0 ? interval : LONGEST_REST;
    Duration twice = rest.isZero() ? interval : rest.multipliedBy(2);
    return twice.compareTo(longest) < 0 ? twice : longest;
  }

  private void pause(Duration rest) {
    try {
      if (wakeups.tryAcquire(rest.toMillis(), TimeUnit.MILLISECONDS)) {
        wakeups.drainPermits();
      }
    } catch (InterruptedException _) {
      // Nobody of ours interrupts this thread: whoever does wants it to end.
      running = false;
    }
  }
}
