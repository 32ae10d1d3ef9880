package io.callstream.runtime.startup;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that virtual threads always get on. One that waits for another to load a class keeps
 * its carrier. With as many carriers as processors two first requests side by side took both, while
 * the thread they waited for had none to go on with: the process stood for ever. With 256 carriers
 * all the time each webhook cost half as much again (measured). So a virtual thread is started now
 * and then, and where it is not run, the carriers are doubled.
 */
final class Carriers {

  private static final Logger log = LoggerFactory.getLogger(Carriers.class);

  private static final int MOST = 256;
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** Each of the new carriers may be kept in the same way. */
  private static final Duration PATIENCE_THEN = Duration.ofMillis(100);

  private static final int KNOCKS = 16;

  private final VirtualThreadSchedulerMXBean scheduler =
      ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);

  private Carriers() {}

  /** Watches as long as the process lives. */
  static void watch() {
    var carriers = new Carriers();
    Thread.ofPlatform().name("carriers").daemon().start(carriers::lookForEver);
  }

  private void lookForEver() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        var patience = PATIENCE;
        while (!isAnotherThreadRun(patience) && addCarriers()) {
          patience = PATIENCE_THEN;
        }
        Thread.sleep(LOOK);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (Throwable t) {
        // Errors too: nobody else would notice that the process stands still.
        log.error("Virtual threads could not be looked after", t);
      }
    }
  }

  private static boolean isAnotherThreadRun(Duration patience) throws InterruptedException {
    var run = new CountDownLatch(1);
    knock(run::countDown);
    return run.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** False when there are as many as there may be. */
  private boolean addCarriers() {
    int now = scheduler.getParallelism();
    int more = Math.min(2 * now, MOST);
    if (more <= now) {
      return false;
    }
    scheduler.setParallelism(more);
    for (int n = 0; n < KNOCKS; n++) {
      knock(() -> {});
    }
    log.info("Virtual threads stood still; they have {} carriers now, {} before", more, now);
    return true;
  }

  /**
   * Runs it as a virtual thread. Started by a thread of its own: the scheduler keeps a queue for
   * each of a few groups of starters, and makes a carrier only for what enters an empty one.
   */
  private static void knock(Runnable work) {
    Thread.ofPlatform().daemon().start(() -> Thread.startVirtualThread(work));
  }
}
