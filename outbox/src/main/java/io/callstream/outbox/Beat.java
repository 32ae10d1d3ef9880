package io.callstream.outbox;

import io.callstream.runtime.loop.StopSignal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Beats for a leader on a thread of its own, on the session that holds the lock: while it goes on,
 * the session lives and the epoch is ours.
 */
final class Beat implements AutoCloseable {

  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(12);

  private final Leadership leadership;
  private final long epoch;
  private final StopSignal stop = new StopSignal();
  private final Thread thread;
  private volatile @Nullable LostLeadership lost;

  private Beat(Leadership leadership, long epoch) {
    this.leadership = leadership;
    this.epoch = epoch;
    this.thread = Thread.ofPlatform().name("outbox-beat").daemon().unstarted(this::run);
  }

  static Beat start(Leadership leadership, long epoch) {
    var beat = new Beat(leadership, epoch);
    beat.thread.start();
    return beat;
  }

  /**
   * Beats now.
   *
   * @throws LostLeadership when another leads, or the session of the lock is gone
   */
  void confirm() {
    beat();
    requireHeld();
  }

  /**
   * Goes on only as leader, as far as the last beat knows.
   *
   * @throws LostLeadership when a beat has failed
   */
  void requireHeld() {
    LostLeadership now = lost;
    if (now != null) {
      throw now;
    }
  }

  @Override
  public void close() {
    stop.request();
    try {
      thread.join(STOPPED_WITHIN);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (lost == null && !stop.await(EVERY)) {
      beat();
    }
  }

  private void beat() {
    try {
      if (!leadership.beat(epoch)) {
        lost = new LostLeadership("another leader has begun");
      }
    } catch (RuntimeException e) {
      lost = new LostLeadership("the session of the lock is gone", e);
    }
  }
}
