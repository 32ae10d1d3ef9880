package io.callstream.local.journey;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Places a call every now and then, as long as it is not stopped, whatever is down meanwhile. */
final class Load implements AutoCloseable {

  private final Calls calls;
  private final List<Integer> behaviours;
  private final Duration between;
  private final List<Request> placed = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean stopped;
  private volatile @Nullable Throwable failure;

  /** Goes through the behaviours again and again. */
  Load(Calls calls, Duration between, List<Integer> behaviours) {
    this.calls = calls;
    this.between = between;
    this.behaviours = behaviours;
    this.thread = Thread.ofPlatform().daemon().name("load").start(this::place);
  }

  private void place() {
    try {
      for (int n = 0; !stopped; n++) {
        placed.add(calls.place(Phones.ending(behaviours.get(n % behaviours.size()))));
        LockSupport.parkNanos(between.toNanos());
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  /** How many calls were accepted so far. */
  int count() {
    return placed.size();
  }

  /** Stops and says which calls were accepted. */
  List<Request> stop() {
    close();
    Throwable failed = failure;
    if (failed != null) {
      throw new AssertionError("the load could not be placed", failed);
    }
    return List.copyOf(placed);
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(Rig.LIMIT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
