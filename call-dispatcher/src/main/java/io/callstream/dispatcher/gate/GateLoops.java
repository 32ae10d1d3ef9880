package io.callstream.dispatcher.gate;

import io.callstream.dispatcher.guard.RestoreGuard;
import io.callstream.dispatcher.ledger.Alerts;
import io.callstream.dispatcher.ledger.Ledger;
import io.callstream.dispatcher.ledger.LineBook;
import io.callstream.dispatcher.ledger.Questions;
import io.callstream.retell.dial.DialLine;
import io.callstream.retell.dial.WriteDeadline;
import io.callstream.retell.read.RetellReads;
import io.callstream.runtime.loop.Loop;
import io.callstream.runtime.startup.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What keeps the gate at work: the lanes, the look at the line, the leases. */
public final class GateLoops {

  private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(100);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final int RENEWALS_PER_LEASE = 4;

  /** Within the time that a stop of the whole service may take. */
  private static final Duration STOP_WAIT = Duration.ofSeconds(30);

  private GateLoops() {}

  /**
   * What the gate works on.
   *
   * @param gatePool on a pool whose transactions last at most a second
   * @param workPool for what needs no lock
   */
  public record Database(
      JdbcClient gatePool, TransactionTemplate gateTransaction, JdbcClient workPool) {}

  /**
   * How it reaches Retell.
   *
   * @param pace of reads, shared by all instances
   * @param cap {@code DIAL_CONCURRENCY}
   */
  public record Retell(DialLine dialLine, RetellReads reads, Questions pace, OptionalInt cap) {}

  /** The workers, to be started and stopped with the service. */
  public static List<Worker> workers(
      Database database,
      Retell retell,
      Ledger ledger,
      RestoreGuard guard,
      GateSettings settings,
      MeterRegistry meters) {
    var sender = new Sender(ledger, guard::shut, STOP_WAIT, Thread.ofVirtual().factory(), meters);
    var own = new OwnFacts(Slots.of(retell), guard);
    var gate = gate(database, own, settings, new Alerts(meters));
    var sifter = new Sifter(database.workPool(), settings, gate::othersLead);
    var outlook =
        new Outlook(
            new LineBook(database.workPool()),
            ledger,
            own,
            new Reach(InstantSource.system()),
            new Outlook.Shown(
                new LineHolds(database.workPool()), new ShownSlots(database.workPool())),
            settings,
            System::nanoTime);
    var workers = new ArrayList<Worker>();
    workers.add(sender);
    workers.add(leases(ledger, sender, settings.lease(), meters));
    workers.add(new Loop("outlook", BETWEEN_LOOKS, always(outlook::look), meters));
    IntStream.range(0, settings.lanes())
        .mapToObj(_ -> new Lane(gate, sifter, retell.dialLine(), sender, outlook, UUID::randomUUID))
        .map(lane -> new Loop("lane", BETWEEN_ROUNDS, lane::round, meters))
        .forEach(workers::add);
    return List.copyOf(workers);
  }

  private static Gate gate(Database database, OwnFacts own, GateSettings settings, Alerts alerts) {
    return new Gate(
        database.gatePool(),
        database.gateTransaction(),
        settings,
        own,
        () -> WriteDeadline.within(settings.writeLimit(), InstantSource.system(), System::nanoTime),
        alerts);
  }

  /** Only of what the sender still works on: what it has given up on must lapse. */
  private static Loop leases(Ledger ledger, Sender sender, Duration lease, MeterRegistry meters) {
    return new Loop(
        "leases",
        lease.dividedBy(RENEWALS_PER_LEASE),
        always(() -> ledger.renewLeases(sender.working(), lease)),
        meters);
  }

  private static Loop.Task always(Runnable task) {
    return () -> {
      task.run();
      return false;
    };
  }
}
