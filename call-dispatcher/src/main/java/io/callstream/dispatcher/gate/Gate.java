package io.callstream.dispatcher.gate;

import io.callstream.contracts.Locks;
import io.callstream.dispatcher.gate.GateAnswer.Closed;
import io.callstream.dispatcher.gate.GateAnswer.Nothing;
import io.callstream.dispatcher.gate.GateAnswer.Taken;
import io.callstream.dispatcher.gate.WaitingCalls.Candidate;
import io.callstream.dispatcher.ledger.Alerts;
import io.callstream.dispatcher.ledger.Calls;
import io.callstream.dispatcher.ledger.ControlLocks;
import io.callstream.dispatcher.ledger.LineBook;
import io.callstream.dispatcher.ledger.Numbers;
import io.callstream.dispatcher.ledger.SqlTimes;
import io.callstream.dispatcher.rules.DialState;
import io.callstream.dispatcher.rules.GateRules;
import io.callstream.dispatcher.rules.Verdict;
import io.callstream.retell.dial.WriteDeadline;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The one place where a dial is made (MECHANISMS.md B). Everything that could forbid the call is
 * read under locks, taken class by class: stop switch, budget, request, number, number row, call
 * row; a campaign's lock will come between budget and request. The dial is committed as dialling
 * before anything is sent.
 */
final class Gate {

  /** Looked at in one transaction; at most one of them is dialled, since the rate allows one. */
  private static final int CANDIDATES = 8;

  private final JdbcClient database;
  private final TransactionTemplate transaction;
  private final GateSettings settings;
  private final OwnFacts own;
  private final Supplier<WriteDeadline> deadlines;
  private final Alerts alerts;
  private final ControlLocks locks;
  private final LineBook line;
  private final Numbers numbers;
  private final Calls calls;
  private final WaitingCalls waiting;

  /**
   * Lanes wait here, not in the database: there their waits would add up beyond the time that a
   * gate's transaction has, and every one that was too long would cost its connection.
   */
  private final ReentrantLock turn = new ReentrantLock(true);

  /**
   * @param database on the gate's own pool, whose transactions last at most a second
   * @param deadlines begin when they are got
   */
  Gate(
      JdbcClient database,
      TransactionTemplate transaction,
      GateSettings settings,
      OwnFacts own,
      Supplier<WriteDeadline> deadlines,
      Alerts alerts) {
    this.database = database;
    this.transaction = transaction;
    this.settings = settings;
    this.own = own;
    this.deadlines = deadlines;
    this.alerts = alerts;
    this.locks = new ControlLocks(database);
    this.line = new LineBook(database);
    this.numbers = new Numbers(database);
    this.calls = new Calls(database);
    this.waiting = new WaitingCalls(database);
  }

  /** Whether any call is due; without locks. */
  boolean anyDue() {
    return !waiting.candidates(1).isEmpty();
  }

  /**
   * Lets at most one call through; one after another of those who ask.
   *
   * @param dialId of the dial that is then made
   * @throws RuntimeException when it is not known whether the transaction committed; the dial may
   *     be there then, and must never be sent (MECHANISMS.md B6)
   */
  GateAnswer take(UUID dialId) {
    turn.lock();
    try {
      var candidates = waiting.candidates(CANDIDATES);
      return candidates.isEmpty()
          ? new Nothing(0)
          : Objects.requireNonNull(transaction.execute(_ -> decide(dialId, candidates)));
    } finally {
      turn.unlock();
    }
  }

  private GateAnswer decide(UUID dialId, List<Candidate> candidates) {
    locks.shared(Locks.STOP_SWITCH, List.of(Locks.key()));
    line.lock();
    var facts = own.addedTo(line.facts());
    var closed = GateRules.line(facts, settings.unanswered());
    return closed
        .<GateAnswer>map(Closed::new)
        .orElseGet(() -> pick(dialId, facts.now(), lock(candidates)));
  }

  private List<WaitingCall> lock(List<Candidate> candidates) {
    var requests = candidates.stream().map(Candidate::requestId).toList();
    var toNumbers = candidates.stream().map(Candidate::toNumber).toList();
    locks.shared(Locks.REQUEST, requests.stream().map(Locks::key).toList());
    locks.shared(Locks.NUMBER, toNumbers.stream().map(Locks::key).toList());
    var rows = numbers.lock(toNumbers);
    var locked = waiting.lock(candidates);
    return waiting.read(locked, rows, locks.cancelled(requests));
  }

  private GateAnswer pick(UUID dialId, Instant now, List<WaitingCall> locked) {
    for (var call : locked) {
      switch (GateRules.call(call.facts(), now)) {
        case Verdict.Dial _ -> {
          return dial(dialId, now, call);
        }
        case Verdict.Wait wait -> calls.hold(call.callId(), wait.hold(), wait.lookAgainAt());
        case Verdict.Leave leave -> leave(call, leave);
      }
    }
    return new Nothing(locked.size());
  }

  private GateAnswer dial(UUID dialId, Instant now, WaitingCall call) {
    database
        .sql(
            """
            insert into dispatch.dials
              (dial_id, call_id, request_id, to_number, state, gate_at, sender, lease_until)
            values (:dial, :call, :request, :number, 'dialling', :now, :sender, :lease)
            """)
        .param("dial", dialId)
        .param("call", call.callId())
        .param("request", call.requestId())
        .param("number", call.toNumber())
        .param("now", SqlTimes.at(now))
        .param("sender", settings.sender())
        .param("lease", SqlTimes.at(now.plus(settings.lease())))
        .update();
    numbers.dialled(call.toNumber(), dialId, now);
    calls.inFlight(call.callId());
    line.nextDialAt(now.plus(GateRules.betweenDials(settings.perSecond())));
    var request = call.request(dialId, settings.installation());
    return new Taken(new Ticket(dialId, call.callId(), request, deadlines.get()));
  }

  private void leave(WaitingCall call, Verdict.Leave leave) {
    calls.lookAgain(call.callId(), leave.lookAgainAt());
    if (call.facts().dials().stream().anyMatch(DialState::mayHaveRung)) {
      alerts.raise(
          Alerts.Kind.WAITING_AFTER_RING, "call " + call.callId() + " was refused: " + leave.why());
    }
  }
}
