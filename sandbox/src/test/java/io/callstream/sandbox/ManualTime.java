package io.callstream.sandbox;

import io.callstream.sandbox.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that stands still until it is told to go on. */
public final class ManualTime implements Timeline, InstantSource {

  private record Step(Instant at, long order, Runnable step) {}

  private final PriorityQueue<Step> steps =
      new PriorityQueue<>(Comparator.comparing(Step::at).thenComparingLong(Step::order));
  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private long order;

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public synchronized void after(Duration delay, Runnable step) {
    steps.add(new Step(now.plus(delay), order++, step));
  }

  /** Goes on, doing what is due on the way, each at its time. */
  public void advance(Duration time) {
    var end = instant().plus(time);
    for (var step = next(end); step != null; step = next(end)) {
      step.run();
    }
    synchronized (this) {
      now = end;
    }
  }

  @Override
  public synchronized void close() {
    steps.clear();
  }

  private synchronized @org.jspecify.annotations.Nullable Runnable next(Instant end) {
    var first = steps.peek();
    if (first == null || first.at().isAfter(end)) {
      return null;
    }
    steps.remove();
    now = first.at();
    return first.step();
  }
}
