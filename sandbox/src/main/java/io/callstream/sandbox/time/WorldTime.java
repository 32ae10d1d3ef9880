package io.callstream.sandbox.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The time pretended calls live in: real time, until it is told to run faster, to stand still, or
 * to go on at once. Whatever it does, each step runs at its own time and in its turn, so that a day
 * that takes a minute is the same day.
 */
public final class WorldTime implements Timeline, InstantSource {

  private static final double NANOS_MAX = Duration.ofDays(1).toNanos();

  private record Step(Instant at, long order, Runnable work) {}

  private final InstantSource base;
  private final Timeline baseTimeline;
  private final ReentrantLock running = new ReentrantLock();
  private final PriorityQueue<Step> waiting =
      new PriorityQueue<>(Comparator.comparing(Step::at).thenComparingLong(Step::order));
  private long order;
  private double speed = 1;
  private Instant baseThen;
  private Instant worldThen;
  private @Nullable Instant beingDone;
  private @Nullable Instant wakesAt;

  /** World time that is real time, as these tell it. */
  public WorldTime(InstantSource base, Timeline baseTimeline) {
    this.base = base;
    this.baseTimeline = baseTimeline;
    this.baseThen = base.instant();
    this.worldThen = baseThen;
  }

  /** Now, in the world: never after a step that is due and not done. */
  @Override
  public synchronized Instant instant() {
    if (beingDone != null) {
      return beingDone;
    }
    var reached = reached();
    var next = waiting.peek();
    return next != null && next.at().isBefore(reached) ? next.at() : reached;
  }

  /** Runs a step after that much of the world's time. */
  @Override
  public synchronized void after(Duration delay, Runnable step) {
    waiting.add(new Step(instant().plus(delay), order++, step));
    wake();
  }

  /** How many times faster than real time; 0 stands still. */
  public synchronized double speed() {
    return speed;
  }

  /** Steps that are still to come. */
  public synchronized int waiting() {
    return waiting.size();
  }

  /** Goes on at another speed, from now. */
  public synchronized void runAt(double times) {
    worldThen = reached();
    baseThen = base.instant();
    speed = times;
    wakesAt = null;
    wake();
  }

  /** Goes on that far at once; back when everything due on the way is done. */
  public void advance(Duration by) {
    synchronized (this) {
      worldThen = worldThen.plus(by);
    }
    doWhatIsDue();
  }

  @Override
  public synchronized void close() {
    waiting.clear();
  }

  private Instant reached() {
    var passed = Duration.between(baseThen, base.instant());
    return worldThen.plus(
        speed == 1 ? passed : Duration.ofNanos(Math.round(passed.toNanos() * speed)));
  }

  /** Has the first step done when its time has come; a waking that was to be later does nothing. */
  private void wake() {
    var next = waiting.peek();
    if (next == null || speed == 0) {
      return;
    }
    double nanos = Math.ceil(Duration.between(reached(), next.at()).toNanos() / speed);
    var delay = Duration.ofNanos((long) Math.clamp(nanos, 0, NANOS_MAX));
    var at = base.instant().plus(delay);
    if (wakesAt == null || at.isBefore(wakesAt)) {
      wakesAt = at;
      baseTimeline.after(delay, () -> woken(at));
    }
  }

  private void woken(Instant at) {
    synchronized (this) {
      // An earlier waking took this one's place. Were it to wake again, the wakings would only
      // grow.
      if (!at.equals(wakesAt)) {
        return;
      }
      wakesAt = null;
    }
    doWhatIsDue();
  }

  private void doWhatIsDue() {
    running.lock();
    try {
      for (var step = begin(); step != null; step = begin()) {
        step.work().run();
      }
    } finally {
      end();
      running.unlock();
    }
  }

  private synchronized @Nullable Step begin() {
    var next = waiting.peek();
    if (next == null || next.at().isAfter(reached())) {
      return null;
    }
    waiting.remove();
    beingDone = next.at();
    return next;
  }

  private synchronized void end() {
    beingDone = null;
    wake();
  }
}
