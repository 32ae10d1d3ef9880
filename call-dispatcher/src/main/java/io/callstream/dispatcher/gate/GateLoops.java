package io.callstream.dispatcher.gate;

import io.callstream.dispatcher.ledger.Alerts;
import io.callstream.dispatcher.ledger.Ledger;
import io.callstream.dispatcher.ledger.LineBook;
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
   * @param cap {@code DIAL_CONCURRENCY}
   */
  public record Retell(DialLine dialLine, RetellReads reads, OptionalInt cap) {}

  /** The workers, to be started and stopped with the service. */
  public static List<Worker> workers(
      Database database,
      Retell retell,
      Ledger ledger,
      GateSettings settings,
      MeterRegistry meters) {
    var clock = InstantSource.system();
    var sender = new Sender(ledger, STOP_WAIT, meters);
    var slots = new Slots(retell.reads(), retell.cap(), System::nanoTime);
    var gate =
        new Gate(
            database.gatePool(),
            database.gateTransaction(),
            settings,
            slots,
            () -> WriteDeadline.within(settings.writeLimit(), clock, System::nanoTime),
            new Alerts(meters));
    var outlook =
        new Outlook(
            new LineBook(database.workPool()),
            ledger,
            slots,
            new Reach(clock),
            new LineHolds(database.workPool()),
            settings.unanswered());
    var workers = new ArrayList<Worker>();
    workers.add(sender);
    workers.add(
        new Loop(
            "leases",
            settings.lease().dividedBy(RENEWALS_PER_LEASE),
            () -> {
              ledger.renewLeases(settings.sender(), settings.lease());
              return false;
            },
            meters));
    workers.add(
        new Loop(
            "outlook",
            BETWEEN_LOOKS,
            () -> {
              outlook.look();
              return false;
            },
            meters));
    IntStream.range(0, settings.lanes())
        .mapToObj(n -> new Lane(gate, retell.dialLine(), sender, outlook, UUID::randomUUID))
        .map(lane -> new Loop("lane", BETWEEN_ROUNDS, lane::round, meters))
        .forEach(workers::add);
    return List.copyOf(workers);
  }
}
