package io.callstream.bench.dispatcher;

import io.callstream.bench.Database;
import io.callstream.bench.Gateway;
import io.callstream.bench.RelayTaken;
import io.callstream.bench.RunFolder;
import io.callstream.bench.Services;
import io.callstream.bench.UsedCpu;
import io.callstream.bench.dispatcher.Dispatchers.Limits;
import io.callstream.local.Foreground;
import io.callstream.stack.CannotStart;
import io.callstream.stack.Stack;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** Dispatchers at work on a full queue, without relay, gateway and projector. */
final class DispatcherBench implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration FIRST_DIAL_LIMIT = Duration.ofMinutes(1);

  /** No dial: only the ledger's tables are made. */
  private static final Limits ONE = new Limits(1, 1);

  private final Stack stack;
  private final Services services;
  private final Foreground running;
  private final Database database;
  private final StandIn retell;
  private final People people;

  DispatcherBench(Stack stack, RunFolder folder, Foreground running) throws SQLException {
    this.stack = stack;
    this.services = new Services(stack, folder);
    this.running = running;
    this.database = new Database(stack);
    this.retell = running.keep(StandIn.start(folder));
    try (var gateway = Gateway.start(stack, folder)) {
      this.people = People.of(database, gateway);
    }
  }

  /** Makes the ledger, takes the relay from everybody, and lets so many people wait. */
  void prepare(int waiting) throws SQLException {
    Dispatchers.start(1, services, retell, ONE, "first").close();
    running.keep(new RelayTaken(database).take());
    people.enter(waiting);
  }

  StandIn retell() {
    return retell;
  }

  People people() {
    return people;
  }

  /**
   * What was seen of a while.
   *
   * @param dials as they came to the stand-in
   * @param atTheGate the same when the gate let them through
   * @param dispatchers processor time of all of them
   * @param heapMiB of the first, in use after a collection
   * @param open calls that went on at the end
   */
  record Seen(
      Duration time,
      Moments dials,
      Moments atTheGate,
      Duration dispatchers,
      Duration postgres,
      Duration standIn,
      long heapMiB,
      long open) {

    double perSecond() {
      return dials.count() * 1e9 / time.toNanos();
    }

    /** Of that processor time. */
    double millisForDial(Duration cpu) {
      return cpu.toNanos() / 1e6 / dials.count();
    }
  }

  /** So many dispatchers under those limits, once they have dialled for a while. */
  Seen dial(int processes, Limits limits, Duration warmUp, Duration length, String name)
      throws SQLException {
    try (var dispatchers =
        running.keep(Dispatchers.start(processes, services, retell, limits, name))) {
      awaitDial();
      rest(warmUp);
      var from = Sample.take(this, dispatchers);
      rest(length);
      var to = Sample.take(this, dispatchers);
      return new Seen(
          Duration.between(from.at(), to.at()),
          retell.arrivals().between(from.at(), to.at()),
          people.atTheGate(from.at(), to.at()),
          to.dispatchers().minus(from.dispatchers()),
          to.postgres().minus(from.postgres()),
          to.standIn().minus(from.standIn()),
          dispatchers.first().heapMiB(),
          people.open());
    }
  }

  /** Processor time used so far. */
  private record Sample(Instant at, Duration dispatchers, Duration postgres, Duration standIn) {

    static Sample take(DispatcherBench bench, Dispatchers dispatchers) {
      return new Sample(
          Instant.now(),
          cpu(dispatchers),
          UsedCpu.ofPostgres(bench.stack),
          bench.retell.server().cpu());
    }
  }

  private static Duration cpu(Dispatchers dispatchers) {
    return dispatchers.servers().stream()
        .map(server -> server.cpu())
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** One of those that were started last. */
  private void awaitDial() {
    int before = retell.arrivals().count();
    long deadline = System.nanoTime() + FIRST_DIAL_LIMIT.toNanos();
    while (retell.arrivals().count() == before) {
      if (System.nanoTime() > deadline) {
        throw new CannotStart("nobody is dialled: see the dispatcher's log");
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private static void rest(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < until) {
      LockSupport.parkNanos(Math.min(LOOK.toNanos(), until - System.nanoTime()));
    }
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
