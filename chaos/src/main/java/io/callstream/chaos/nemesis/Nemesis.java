package io.callstream.chaos.nemesis;

import io.callstream.chaos.cluster.Cluster;
import io.callstream.chaos.proxy.LinkMode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Does what the schedule says, to one thing never two things at a time. */
public final class Nemesis implements AutoCloseable {

  /** A place that is not come to in this time is not waited for. */
  private static final Duration CRASH_LIMIT = Duration.ofSeconds(20);

  private static final Duration LOOK = Duration.ofMillis(100);

  private final Cluster cluster;
  private final Consumer<String> log;
  private final Map<String, ReentrantLock> targets = new ConcurrentHashMap<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Duration> stops = new ConcurrentLinkedQueue<>();
  private final Queue<String> missed = new ConcurrentLinkedQueue<>();
  private final List<Thread> striking = new ArrayList<>();
  private volatile boolean closed;

  /**
   * @param log told each strike, in a line
   */
  public Nemesis(Cluster cluster, Consumer<String> log) {
    this.cluster = cluster;
    this.log = log;
  }

  /** Returns when the last strike is over, or soon after it was closed. */
  public void run(Schedule schedule) {
    long begin = System.nanoTime();
    for (Schedule.Timed timed : schedule.strikes()) {
      hold(Duration.ofNanos(begin + timed.at().toNanos() - System.nanoTime()));
      if (closed) {
        break;
      }
      striking.add(Thread.ofPlatform().daemon().start(() -> strike(timed.strike(), begin)));
    }
    striking.forEach(Nemesis::join);
  }

  /** That long, or until all is to end. */
  private void hold(Duration length) {
    long end = System.nanoTime() + length.toNanos();
    for (long rest = length.toNanos(); rest > 0 && !closed; rest = end - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(rest, LOOK.toNanos()));
    }
  }

  private void strike(Strike strike, long begin) {
    ReentrantLock lock = targets.computeIfAbsent(strike.target(), _ -> new ReentrantLock());
    lock.lock();
    try {
      if (!closed) {
        long at = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        log.accept("%6.1f s  %s".formatted(at / 1000.0, strike));
        act(strike);
      }
    } catch (RuntimeException | SQLException e) {
      failures.add(strike + ": " + e);
      log.accept("the rig could not do " + strike + ": " + e);
    } finally {
      lock.unlock();
    }
  }

  private void act(Strike strike) throws SQLException {
    switch (strike) {
      case Strike.Kill kill -> cluster.kill(kill.target());
      case Strike.Crash crash -> {
        if (!cluster.crash(crash.target(), crash.point(), CRASH_LIMIT)) {
          missed.add(crash.point().word());
        }
      }
      case Strike.Terminate term -> stops.add(cluster.terminate(term.target()));
      case Strike.Pause pause -> cluster.pause(pause.target(), () -> hold(pause.length()));
      case Strike.Hurt hurt -> {
        cluster.link(hurt.target(), hurt.mode());
        hold(hurt.length());
        cluster.link(hurt.target(), new LinkMode.Pass());
      }
      case Strike.DropSlot _ -> cluster.dropSlots();
      case Strike.RestartBroker broker -> cluster.restartBroker(broker.broker(), broker.hard());
      case Strike.RestartDatabase database -> cluster.restartDatabase(database.hard());
    }
  }

  /** Strikes that could not be done: the rig's own fault, not the system's. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** Crash points that nobody came to in time. */
  public List<String> missed() {
    return List.copyOf(missed);
  }

  /** How long each part took to end after SIGTERM. */
  public List<Duration> stops() {
    return List.copyOf(stops);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
