package io.callstream.dispatcher.gate;

import io.callstream.contracts.CampaignRules;
import io.callstream.contracts.HoldCode;
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
import io.callstream.dispatcher.rules.CalleeFacts;
import io.callstream.dispatcher.rules.CalleeRules;
import io.callstream.dispatcher.rules.CampaignGate;
import io.callstream.dispatcher.rules.DialState;
import io.callstream.dispatcher.rules.GateRules;
import io.callstream.dispatcher.rules.Hold;
import io.callstream.dispatcher.rules.Pace;
import io.callstream.dispatcher.rules.Verdict;
import io.callstream.retell.dial.WriteDeadline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The one place where a dial is made (MECHANISMS.md B). Everything that could forbid the call is
 * read under locks, taken class by class: stop switch, budget, campaign, request, number, number
 * row, call row. The dial is committed as dialling before anything is sent.
 */
final class Gate {

  private static final Duration LEFT = Duration.ofSeconds(5);

  /** So many more are locked than may go: some of them a rule may hold. */
  private static final int SPARE = 7;

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
  private final CallHolds holds;
  private final CampaignBook campaigns;
  private final Callees callees;
  private final Providers providers;
  private final NewDials newDials;

  private final Turn turn = new Turn(System::nanoTime);

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
    this.holds = new CallHolds(database);
    this.campaigns = new CampaignBook(database);
    this.callees = new Callees(database);
    this.providers = new Providers(database, settings.rampOver());
    this.newDials = new NewDials(database, settings);
  }

  /** Whether any call is due; without locks. */
  boolean anyDue() {
    return waiting.any();
  }

  /** Whether another process leads, which dials the calls that have waited longest. */
  boolean othersLead() {
    return turn.othersLead();
  }

  /** Whether another process leads and a lane of ours already waits behind it: one is enough. */
  boolean isAttended() {
    return turn.othersLead() && turn.isTaken();
  }

  /**
   * Lets through as many calls as there are ids, or fewer: what rate and limits allow at once; one
   * after another of those who ask.
   *
   * @param dialIds of the dials that are then made, the first ones first
   * @param candidates all single calls, or all of one campaign; read without locks
   * @throws RuntimeException when it is not known whether the transaction committed; the dials may
   *     be there then, and must never be sent (MECHANISMS.md B6)
   */
  GateAnswer take(List<UUID> dialIds, List<Candidate> candidates) {
    if (candidates.isEmpty()) {
      return new Nothing(0);
    }
    return turn.take(
        () -> inVain(candidates).orElseGet(() -> atTheGate(dialIds, candidates)),
        Closed.class::isInstance);
  }

  private GateAnswer atTheGate(List<UUID> dialIds, List<Candidate> candidates) {
    return Objects.requireNonNull(
        transaction.execute(status -> decide(dialIds, candidates, status)));
  }

  /** Another process may have been quicker; then the lock is not waited for to be told so. */
  private Optional<GateAnswer> inVain(List<Candidate> candidates) {
    var moment = line.moment();
    var early = GateRules.early(moment.now(), moment.nextDialAt());
    if (early.isPresent()) {
      return Optional.of(closed(early.get(), moment.now()));
    }
    boolean none = waiting.stillDueOrNext(candidates, 1).isEmpty();
    return none ? Optional.of(new Nothing(0)) : Optional.empty();
  }

  private GateAnswer decide(
      List<UUID> dialIds, List<Candidate> candidates, TransactionStatus status) {
    locks.shared(Locks.STOP_SWITCH, List.of(Locks.key()));
    line.lock();
    var facts = own.addedTo(line.facts());
    var closed = GateRules.line(facts, settings.unanswered());
    if (closed.isPresent()) {
      // Nothing was written but locks, and a commit would wait for the disk.
      status.setRollbackOnly();
      return closed(closed.get(), facts.now());
    }
    var pace = providers.pace(settings.pace(), facts.now());
    int room = Math.min(GateRules.room(facts, settings.unanswered()), pace.atOnce());
    var offered = first(room, dialIds);
    var campaignId = candidates.getFirst().campaignId();
    return campaignId == null
        ? pick(new Round(offered, pace, null), candidates)
        : ofCampaign(campaignId, offered, pace, candidates);
  }

  private GateAnswer closed(Hold hold, Instant now) {
    if (hold.code() == HoldCode.PACED && hold.until() != null) {
      turn.read(now);
      turn.notBefore(hold.until());
    }
    return new Closed(hold);
  }

  private static <T> List<T> first(int most, List<T> all) {
    return all.subList(0, Math.min(most, all.size()));
  }

  /**
   * What the line lets through.
   *
   * @param dialIds at most so many dials
   * @param pace of the line now
   * @param rules of the campaign; null for single calls
   */
  private record Round(List<UUID> dialIds, Pace pace, @Nullable CampaignRules rules) {}

  private GateAnswer ofCampaign(
      UUID campaignId, List<UUID> dialIds, Pace pace, List<Candidate> candidates) {
    locks.shared(Locks.CAMPAIGN, List.of(Locks.key(campaignId)));
    // Not before: the wait for the lock may have taken us past the campaign's end.
    var now = waiting.now();
    var facts = campaigns.facts(campaignId).orElse(null);
    var bar =
        facts == null
            ? Optional.of(CampaignGate.unknown(now))
            : CampaignGate.bar(facts, settings.lengthMax(), settings.writeLimit(), now);
    if (facts == null || bar.isPresent()) {
      campaigns.hold(campaignId, bar.orElseThrow());
      return new Nothing(1);
    }
    campaigns.unhold(campaignId);
    int room = CampaignGate.room(facts, settings.lengthMax());
    return pick(new Round(first(room, dialIds), pace, facts.rules()), candidates);
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

  private GateAnswer pick(Round round, List<Candidate> candidates) {
    var locked = lock(waiting.stillDueOrNext(candidates, round.dialIds().size() + SPARE));
    // The time to write counts from before the moment that the windows are judged by.
    var deadline = deadlines.get();
    // Read when the last lock is held: the waits for them may have taken us past a window's end.
    var now = waiting.now();
    turn.read(now);
    var facts = callees.of(locked.stream().map(WaitingCall::callee).toList(), round.rules(), now);
    var chosen = new ArrayList<WaitingCall>();
    var held = new ArrayList<CallHolds.Held>();
    int looked = 0;
    for (int i = 0; i < locked.size() && chosen.size() < round.dialIds().size(); i++) {
      var call = locked.get(i);
      if (!goesWith(chosen, call, now)) {
        continue;
      }
      looked++;
      switch (verdict(call, facts.get(i), round.rules(), now)) {
        case Verdict.Dial _ -> chosen.add(call);
        case Verdict.Wait wait -> held.add(new CallHolds.Held(call.callId(), wait));
        case Verdict.Leave leave -> leave(call, leave);
      }
    }
    holds.hold(held);
    return chosen.isEmpty() ? new Nothing(looked) : dial(round, now, chosen, deadline);
  }

  /** Those that go at once are of one provider, whose turn it is, and to one number each. */
  private boolean goesWith(List<WaitingCall> chosen, WaitingCall call, Instant now) {
    return chosen.isEmpty()
        ? providers.free(call.fromNumber(), now)
        : call.fromNumber().equals(chosen.getFirst().fromNumber())
            && chosen.stream().noneMatch(other -> other.toNumber().equals(call.toNumber()));
  }

  private Verdict verdict(
      WaitingCall call, CalleeFacts callee, @Nullable CampaignRules rules, Instant now) {
    var verdict = GateRules.call(call.facts(), settings.writeLimit(), now);
    if (!(verdict instanceof Verdict.Dial)) {
      return verdict;
    }
    if (rules != null && !CampaignGate.wantsAttempt(rules, call.spent())) {
      calls.lapse(call.callId());
      return new Verdict.Leave("its campaign's rules allow no further attempt", now.plus(LEFT));
    }
    return CalleeRules.bar(callee, settings.writeLimit(), now)
        .<Verdict>map(wait -> wait)
        .orElse(verdict);
  }

  private GateAnswer dial(
      Round round, Instant now, List<WaitingCall> chosen, WriteDeadline deadline) {
    var dialIds = first(chosen.size(), round.dialIds());
    var first = chosen.getFirst();
    newDials.insert(dialIds, now, chosen);
    numbers.dialled(chosen.stream().map(WaitingCall::toNumber).toList(), dialIds);
    calls.inFlight(chosen.stream().map(WaitingCall::callId).toList());
    turn.next(providers.dialled(first.fromNumber(), round.pace(), chosen.size(), now));
    if (first.campaignId() != null && round.rules() != null) {
      campaigns.dialled(first.campaignId(), round.rules(), chosen.size(), now);
    }
    return new Taken(
        IntStream.range(0, chosen.size())
            .mapToObj(i -> ticket(dialIds.get(i), chosen.get(i), deadline))
            .toList());
  }

  private Ticket ticket(UUID dialId, WaitingCall call, WriteDeadline deadline) {
    var request = call.request(dialId, settings.installation());
    return new Ticket(dialId, call.callId(), request, deadline);
  }

  private void leave(WaitingCall call, Verdict.Leave leave) {
    calls.lookAgain(call.callId(), leave.lookAgainAt());
    if (call.facts().dials().stream().anyMatch(DialState::mayHaveRung)) {
      alerts.raise(
          Alerts.Kind.WAITING_AFTER_RING, "call " + call.callId() + " was refused: " + leave.why());
    }
  }
}
