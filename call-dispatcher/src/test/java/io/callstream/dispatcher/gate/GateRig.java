package io.callstream.dispatcher.gate;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.dispatcher.StandInRetell;
import io.callstream.dispatcher.TestLedger;
import io.callstream.dispatcher.ledger.Alerts;
import io.callstream.dispatcher.ledger.LineBook;
import io.callstream.retell.RetellAccount;
import io.callstream.retell.dial.DialLimits;
import io.callstream.retell.dial.DialLine;
import io.callstream.retell.dial.WriteDeadline;
import io.callstream.retell.read.RetellReads;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;

/** A gate, with a ledger and a stand-in for Retell behind it. */
public final class GateRig implements AutoCloseable {

  private static final int CANDIDATES = 8;

  public final TestLedger ledger;
  public final StandInRetell retell = new StandInRetell();
  public final RetellReads reads;
  final DialLine dialLine;
  final Slots slots;
  final OwnFacts own;
  final Gate gate;

  public GateRig(String... differing) {
    ledger = new TestLedger(differing);
    var account = new RetellAccount(retell.address(), "key");
    reads = new RetellReads(account, Duration.ofSeconds(10));
    dialLine =
        new DialLine(
            account, DialLimits.answeredWithin(Duration.ofSeconds(20)), InstantSource.system());
    slots = new Slots(reads, OptionalInt.empty(), () -> true, System::nanoTime);
    own = new OwnFacts(slots, ledger.guard());
    gate = gate();
    slots.ask();
  }

  /** One more, as of another instance. */
  Gate gate() {
    var settings = ledger.gateSettings().gate();
    return new Gate(
        ledger.gateClient(),
        ledger.gateTransactions(),
        settings,
        own,
        () -> WriteDeadline.within(settings.writeLimit(), InstantSource.system(), System::nanoTime),
        new Alerts(ledger.meters));
  }

  /** A sender that is at work. */
  Sender sender(Duration stopWait) {
    return sender(stopWait, Thread.ofVirtual().factory());
  }

  /** The same, with the threads that its dials go on. */
  Sender sender(Duration stopWait, ThreadFactory threads) {
    var sender =
        new Sender(ledger.ledger(), ledger.guard()::shut, stopWait, threads, ledger.meters);
    sender.start();
    return sender;
  }

  Outlook outlook() {
    return outlook(System::nanoTime);
  }

  Outlook outlook(LongSupplier nanoTime) {
    return outlook(nanoTime, InstantSource.system());
  }

  Outlook outlook(LongSupplier nanoTime, InstantSource clock) {
    return new Outlook(
        new LineBook(ledger.workClient()),
        ledger.ledger(),
        own,
        new Reach(clock),
        new Outlook.Shown(new LineHolds(ledger.workClient()), new ShownSlots(ledger.workClient())),
        ledger.gateSettings().gate(),
        nanoTime);
  }

  /** Back to the beginning, with as many calls as there are numbers. */
  public PlaceCall fresh(String toNumber) {
    ledger.reset();
    var call = TestLedger.call(toNumber);
    ledger.place(call);
    return call;
  }

  /** Lets the next call through, whatever the rate says, and tells the id of its dial. */
  public UUID dial() {
    ledger.run("update dispatch.budget set next_dial_at = '-infinity'");
    slots.ask();
    var answer = take();
    if (answer instanceof GateAnswer.Taken taken) {
      return taken.tickets().getFirst().dialId();
    }
    throw new AssertionError("the gate let nothing through: " + answer);
  }

  /** The gate alone, with whatever is due: what the sifter would have held is its to refuse. */
  GateAnswer take() {
    return gate.take(List.of(UUID.randomUUID()), due());
  }

  List<WaitingCalls.Candidate> due() {
    var waiting = new WaitingCalls(ledger.gateClient());
    var single = waiting.single(0, CANDIDATES, Set.of());
    var due =
        single.isEmpty()
            ? waiting.campaignsDue(1).stream()
                .flatMap(id -> waiting.ofCampaign(id, 0, CANDIDATES, Set.of()).stream())
                .toList()
            : single;
    return due.stream().map(WaitingCalls.Due::candidate).toList();
  }

  Sifter sifter() {
    return sifter(false);
  }

  Sifter sifter(boolean othersLead) {
    return new Sifter(ledger.workClient(), ledger.gateSettings().gate(), () -> othersLead);
  }

  /**
   * What the gate answers, in a word: {@code taken}, {@code nothing}, or the hold that closes it.
   */
  String taken() {
    return taken(due());
  }

  String taken(List<WaitingCalls.Candidate> candidates) {
    return switch (gate.take(List.of(UUID.randomUUID()), candidates)) {
      case GateAnswer.Taken _ -> "taken";
      case GateAnswer.Nothing _ -> "nothing";
      case GateAnswer.Closed closed -> closed.hold().code().wire();
    };
  }

  @Override
  public void close() throws SQLException {
    dialLine.close();
    reads.close();
    retell.close();
    ledger.close();
  }
}
