package io.callstream.runtime.startup;

import io.callstream.runtime.loop.Backoff;
import io.callstream.runtime.loop.StopSignal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/**
 * Meets what a service needs, one after the other and away from the main thread, for as long as it
 * takes; then starts the workers. Until then the service is alive and not ready. As a bean named
 * {@code prerequisites} it is part of readiness.
 */
public final class Prerequisites implements SmartLifecycle, HealthIndicator {

  private static final Logger log = LoggerFactory.getLogger(Prerequisites.class);

  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final List<Prerequisite> needed;
  private final List<? extends Worker> workers;
  private final CompletableFuture<Boolean> met = new CompletableFuture<>();
  private final StopSignal stop = new StopSignal();
  private volatile String waitingFor = "the start";
  private volatile @Nullable Thread thread;

  /**
   * @param needed in the order in which they are met
   * @param workers what starts when all are met
   */
  public Prerequisites(List<Prerequisite> needed, List<? extends Worker> workers) {
    this.needed = List.copyOf(needed);
    this.workers = List.copyOf(workers);
  }

  /**
   * Waits until the workers run or the service is stopped, whichever is first.
   *
   * @throws RefusedStart when the service must not run
   */
  public void await() throws InterruptedException {
    try {
      met.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RefusedStart refused
          ? refused
          : new IllegalStateException("a worker did not start", e.getCause());
    }
  }

  @Override
  public void start() {
    thread = Thread.ofPlatform().name("prerequisites").daemon().start(this::run);
  }

  @Override
  public void stop() {
    stop.request();
    Thread running = thread;
    if (running != null) {
      try {
        running.join(LONGEST_WAIT);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      thread = null;
    }
    met.complete(false);
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  @Override
  public int getPhase() {
    return Worker.PHASE + 1;
  }

  @Override
  public Health health() {
    boolean ready = met.isDone() && !met.isCompletedExceptionally() && met.getNow(false);
    return ready
        ? Health.up().build()
        : Health.down().withDetail("waiting_for", waitingFor).build();
  }

  private void run() {
    try {
      for (Prerequisite prerequisite : needed) {
        if (!meet(prerequisite)) {
          return;
        }
      }
      startWorkers();
    } catch (RuntimeException e) {
      met.completeExceptionally(e);
    }
  }

  /** Stopping and starting exclude each other: no worker starts after stop() has begun. */
  private void startWorkers() {
    for (Worker worker : workers) {
      if (stop.isRequested()) {
        return;
      }
      worker.start();
    }
    met.complete(true);
    log.info("all prerequisites are met, {} workers started", workers.size());
  }

  /** False when the service was stopped before. */
  private boolean meet(Prerequisite prerequisite) {
    waitingFor = prerequisite.name();
    String complaint = "";
    var backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT);
    while (true) {
      try {
        prerequisite.step().meet();
        log.info("{}: met", prerequisite.name());
        return true;
      } catch (RefusedStart e) {
        throw e;
      } catch (Exception e) {
        String now = complaint(e);
        if (!now.equals(complaint)) {
          log.warn("{}: not yet, trying again ({})", prerequisite.name(), now);
          complaint = now;
        }
      }
      if (stop.await(backoff.next())) {
        return false;
      }
    }
  }

  private static String complaint(Exception e) {
    Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }
}
