package io.callstream.chaos.nemesis;

import io.callstream.chaos.cluster.Cluster;
import io.callstream.chaos.cluster.Topology;
import io.callstream.chaos.proxy.LinkMode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Does what the schedule says, to one thing never two things at a time. */
public final class Nemesis implements AutoCloseable {

  /** How long an instance is waited for that could die there, and then that it does. */
  private static final Duration CRASH_LIMIT = Duration.ofSeconds(30);

  /** How long a link is hurt until something goes through it: who uses it may just be starting. */
  private static final Duration FELT_LIMIT = Duration.ofSeconds(30);

  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration READY_LOOK = Duration.ofMillis(250);
  private static final String CREATE = "POST /v2/create-phone-call";

  private final Cluster cluster;
  private final Consumer<String> log;
  private final Map<String, ReentrantLock> targets = new ConcurrentHashMap<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final PartStrikes parts;
  private final Queue<Strike> struck = new ConcurrentLinkedQueue<>();
  private final AtomicLong lostAnswers = new AtomicLong();
  private final List<Thread> striking = new ArrayList<>();
  private volatile boolean closed;

  /**
   * @param log told each strike, in a line
   */
  public Nemesis(Cluster cluster, Consumer<String> log) {
    this.cluster = cluster;
    this.log = log;
    this.parts = new PartStrikes(cluster, (length, enough) -> hold(length, READY_LOOK, enough));
  }

  /** Returns when the last strike is over, or soon after it was closed. */
  public void run(Schedule schedule) {
    long begin = System.nanoTime();
    for (Schedule.Timed timed : schedule.strikes()) {
      hold(Duration.ofNanos(begin + timed.at().toNanos() - System.nanoTime()), () -> false);
      if (closed) {
        break;
      }
      striking.add(Thread.ofPlatform().daemon().start(() -> strike(timed.strike(), begin)));
    }
    striking.forEach(Nemesis::join);
  }

  /** That long, or until it is enough, or all is to end. */
  private void hold(Duration length, BooleanSupplier enough) {
    hold(length, LOOK, enough);
  }

  private void hold(Duration length, Duration look, BooleanSupplier enough) {
    long end = System.nanoTime() + length.toNanos();
    for (long rest = length.toNanos();
        rest > 0 && !closed && !Thread.currentThread().isInterrupted() && !enough.getAsBoolean();
        rest = end - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(rest, look.toNanos()));
    }
  }

  private void strike(Strike strike, long begin) {
    ReentrantLock lock = lock(strike.target());
    lock.lock();
    try {
      if (!closed) {
        long at = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        log.accept("%6.1f s  %s".formatted(at / 1000.0, strike));
        if (act(strike)) {
          struck.add(strike);
        } else {
          log.accept("          nothing came of " + strike);
        }
      }
    } catch (RuntimeException | SQLException e) {
      failures.add(strike + ": " + e);
      log.accept("the rig could not do " + strike + ": " + e);
    } finally {
      lock.unlock();
    }
  }

  /** First come, first served, so that the order at a target is the plan's. */
  private ReentrantLock lock(String target) {
    return targets.computeIfAbsent(target, _ -> new ReentrantLock(true));
  }

  /** False when there was nothing to strike, or nobody came to where it would have struck. */
  private boolean act(Strike strike) throws SQLException {
    switch (strike) {
      case Strike.Kill kill -> {
        return parts.kill(kill.target());
      }
      case Strike.Crash crash -> {
        return crash(crash);
      }
      case Strike.Terminate term -> {
        return parts.terminate(term.target());
      }
      case Strike.Pause pause -> {
        return parts.pause(pause.target(), pause.length());
      }
      case Strike.Hurt hurt -> {
        return hurts(hurt);
      }
      case Strike.LoseAnswers lose -> {
        long lost = lost(lose);
        lostAnswers.addAndGet(lost);
        return lost > 0;
      }
      case Strike.DropSlot _ -> {
        return cluster.dropSlots();
      }
      case Strike.RestartBroker broker -> cluster.restartBroker(broker.broker(), broker.hard());
      case Strike.RestartDatabase database -> cluster.restartDatabase(database.hard());
    }
    return true;
  }

  /** Whichever instance comes there first, of those to which nothing else is done. */
  private boolean crash(Strike.Crash crash) {
    long end = System.nanoTime() + CRASH_LIMIT.toNanos();
    Map<String, ReentrantLock> held = new LinkedHashMap<>();
    try {
      while (held.isEmpty() && !closed && System.nanoTime() < end) {
        cluster.ready(crash.point()).forEach(part -> take(part, held));
        hold(READY_LOOK, () -> !held.isEmpty());
      }
      return !held.isEmpty()
          && cluster.crash(List.copyOf(held.keySet()), crash.point(), CRASH_LIMIT);
    } finally {
      held.values().forEach(ReentrantLock::unlock);
    }
  }

  private void take(String part, Map<String, ReentrantLock> held) {
    ReentrantLock lock = lock(part);
    if (lock.tryLock()) {
      held.put(part, lock);
    }
  }

  /** Its length counts from when a connection felt it; false when none did. */
  private boolean hurts(Strike.Hurt hurt) {
    long before = cluster.hits(hurt.target());
    BooleanSupplier felt = () -> cluster.hits(hurt.target()) > before;
    if (hurt.mode() instanceof LinkMode.Refuse) {
      // The kernel refuses: only who is connected by then is seen to feel it.
      hold(FELT_LIMIT, () -> cluster.connections(hurt.target()) > 0);
    }
    cluster.link(hurt.target(), hurt.mode());
    hold(FELT_LIMIT, felt);
    if (felt.getAsBoolean()) {
      hold(hurt.length(), () -> false);
    }
    cluster.link(hurt.target(), new LinkMode.Pass());
    // What was held back gets through before the next strike at this link.
    hold(LOOK.multipliedBy(5), () -> false);
    return felt.getAsBoolean();
  }

  /** How many answers. */
  private long lost(Strike.LoseAnswers lose) {
    long before = cluster.hits(Topology.DIALS);
    cluster.link(Topology.DIALS, new LinkMode.DropAnswer(CREATE));
    hold(lose.longest(), () -> cluster.hits(Topology.DIALS) - before >= lose.answers());
    cluster.link(Topology.DIALS, new LinkMode.Pass());
    return cluster.hits(Topology.DIALS) - before;
  }

  /** Strikes that could not be done: the rig's own fault, not the system's. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** Strikes that had an effect. */
  public List<Strike> struck() {
    return List.copyOf(struck);
  }

  /** Creates that reached the provider and whose answer went no further, by these strikes alone. */
  public long lostAnswers() {
    return lostAnswers.get();
  }

  /** How long each part took to end after SIGTERM. */
  public List<Duration> stops() {
    return parts.stops();
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
