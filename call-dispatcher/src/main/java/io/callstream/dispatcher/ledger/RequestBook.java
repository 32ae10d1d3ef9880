package io.callstream.dispatcher.ledger;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.CallCommand.RequestUndeliverable;
import io.callstream.contracts.CallCommand.WebCallMade;
import io.callstream.contracts.ErrorCode;
import io.callstream.contracts.Locks;
import io.callstream.dispatcher.ledger.Calls.DoneAs;
import io.callstream.dispatcher.rules.CallState;
import io.callstream.dispatcher.rules.DialState;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What is asked of the dispatcher: calls come in, and end before they were dialled. */
public final class RequestBook {

  private static final int EXPIRED_AT_ONCE = 100;

  private final TransactionTemplate transaction;
  private final Tables tables;
  private final ControlLocks locks;
  private final DialSignals signals;
  private final Waits waits;

  /**
   * @param database on the pool of {@code transaction}
   */
  public RequestBook(
      JdbcClient database, TransactionTemplate transaction, Signals signals, Waits waits) {
    this.transaction = transaction;
    this.tables = new Tables(database);
    this.locks = new ControlLocks(database);
    this.signals = new DialSignals(signals);
    this.waits = waits;
  }

  /**
   * Takes calls in; repeats do nothing.
   *
   * @return how many were new
   */
  public int place(Collection<PlaceCall> calls) {
    tables.numbers.add(calls.stream().map(PlaceCall::toNumber).toList());
    tables.calls.addCampaigns(
        calls.stream()
            .flatMap(call -> Optional.ofNullable(call.campaignId()).stream())
            .distinct()
            .toList());
    return tables.calls.add(calls);
  }

  /**
   * Takes web calls in, each with a dial that is placed: it holds a slot until its end is known,
   * and rings nobody. Repeats do nothing.
   */
  public void webCalls(Collection<WebCallMade> calls) {
    tables.numbers.add(calls.stream().map(WebBook::line).toList());
    for (var call : calls) {
      if (tables.web.addCall(call)) {
        var now = tables.now();
        tables.web.addDial(call, now.plus(waits.askPlaced().after(0)));
        tables.numbers.refresh(WebBook.line(call));
        tables
            .dials
            .find(call.dialId())
            .ifPresent(dial -> signals.placed(dial, call.retellCallId(), now, false));
      }
    }
  }

  /** Takes the locks that a batch will need, in the one order. */
  public void lock(Collection<UUID> callIds) {
    tables.lock(callIds);
  }

  /** The request was withdrawn before a dial; the gateway has said so to the world. */
  public void cancelled(UUID callId) {
    tables.lock(List.of(callId));
    if (tables.calls.state(callId).filter(CallState.WAITING::equals).isPresent()) {
      tables.calls.done(callId, DoneAs.CANCELLED);
    }
  }

  /** The gateway gave the request up: it ends here, unless it has been dialled. */
  public void undeliverable(RequestUndeliverable given) {
    var end =
        new End.Assumed(
            ErrorCode.UNDELIVERABLE, "The request could not be brought to every service");
    if (tables.calls.addUndeliverable(given.requestId(), given.callId())) {
      signals.endedUndialled(given.requestId(), given.callId(), end, tables.now());
      return;
    }
    tables.lock(List.of(given.callId()));
    boolean waits =
        tables.calls.state(given.callId()).filter(CallState.WAITING::equals).isPresent();
    if (waits && tables.dials.statesOf(given.callId()).stream().noneMatch(DialState::mayHaveRung)) {
      tables.calls.done(given.callId(), DoneAs.UNDELIVERABLE);
      signals.endedUndialled(given.requestId(), given.callId(), end, tables.now());
    }
  }

  /**
   * Ends waiting calls whose time has passed.
   *
   * @return how many were ended
   */
  public int expire() {
    if (!tables.calls.anyExpired()) {
      return 0;
    }
    int ended = 0;
    for (var call : tables.calls.expired(EXPIRED_AT_ONCE)) {
      boolean done =
          Boolean.TRUE.equals(transaction.execute(_ -> expire(call.requestId(), call.callId())));
      ended += done ? 1 : 0;
    }
    return ended;
  }

  /**
   * Under the lock that a cancellation takes exclusively: of the two ends one only is said, and a
   * cancelled call is left to the gateway's message (MECHANISMS.md C4).
   */
  private boolean expire(UUID requestId, UUID callId) {
    locks.shared(Locks.REQUEST, List.of(Locks.key(requestId)));
    boolean cancelled = !locks.cancelled(List.of(requestId)).isEmpty();
    tables.lock(List.of(callId));
    if (cancelled || tables.calls.state(callId).filter(CallState.WAITING::equals).isEmpty()) {
      return false;
    }
    tables.calls.done(callId, DoneAs.EXPIRED);
    var end = new End.Assumed(ErrorCode.EXPIRED, "Its time passed before it could be dialled");
    signals.endedUndialled(requestId, callId, end, tables.now());
    return true;
  }
}
