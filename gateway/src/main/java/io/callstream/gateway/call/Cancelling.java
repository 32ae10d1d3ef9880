package io.callstream.gateway.call;

import static java.util.Objects.requireNonNull;

import io.callstream.contracts.CallCommand;
import io.callstream.contracts.CallCommand.RequestCancelled;
import io.callstream.contracts.Json;
import io.callstream.contracts.Locks;
import io.callstream.gateway.database.ExclusiveLock;
import io.callstream.gateway.request.RequestMessages;
import io.callstream.gateway.request.Requests;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Cancels requests. Under the request's exclusive lock no gate can be about to dial it, so what the
 * dispatcher says then is true until the cancellation commits (MECHANISMS.md C4).
 */
@Component
public final class Cancelling {

  private final Requests requests;
  private final ReadModel readModel;
  private final DispatcherView dispatcher;
  private final RequestMessages messages;
  private final ExclusiveLock lock;
  private final InstantSource clock;

  Cancelling(
      Requests requests,
      ReadModel readModel,
      DispatcherView dispatcher,
      RequestMessages messages,
      ExclusiveLock lock,
      InstantSource clock) {
    this.requests = requests;
    this.readModel = readModel;
    this.dispatcher = dispatcher;
    this.messages = messages;
    this.lock = lock;
    this.clock = clock;
  }

  /** What came of it. */
  public enum Result {
    /** Never dialled, nor will it be. */
    WITHDRAWN,
    /** Its call will be stopped as soon as it can be. */
    STOP_ASKED,
    /** Too late: it is over. */
    HAS_ENDED,
    /** No request of this installation. */
    NOT_OURS
  }

  /** Cancels a request; to be called in no transaction. */
  public Result cancel(UUID requestId, String apiKeyId) {
    if (readModel.hasEnded(requestId) && !mayBeRepeated(requestId)) {
      return Result.HAS_ENDED;
    }
    return lock.holding(
        Locks.REQUEST, Locks.key(requestId), () -> cancelLocked(requestId, apiKeyId));
  }

  /**
   * Where another attempt may follow, the end of one is not the end of the request: the dispatcher
   * alone knows, and may not have made the next one yet.
   */
  private boolean mayBeRepeated(UUID requestId) {
    return requests
        .find(requestId)
        .filter(own ->
            own.command() instanceof CallCommand.PlaceCall call
                && (call.campaignId() != null || call.retry() != null))
        .isPresent();
  }

  /**
   * Withdraws requests whose stop was asked for while they were dialled, and whose dial then came
   * to nothing (429, nothing sent): no call will ever be there to be stopped.
   *
   * @return false: there is nothing to do at once
   */
  boolean withdrawStopped() {
    for (var requestId : dispatcher.stoppedAndNotDialled()) {
      lock.holding(Locks.REQUEST, Locks.key(requestId), () -> withdrawIfStopped(requestId));
    }
    return false;
  }

  private boolean withdrawIfStopped(UUID requestId) {
    var stopped = requests.lock(requestId).filter(own -> own.stopAsked() && !own.over());
    if (stopped.isEmpty() || dispatcher.of(requestId) != DispatcherView.State.NOT_DIALLED) {
      return false;
    }
    withdraw(stopped.get(), requireNonNull(stopped.get().cancelledBy()));
    return true;
  }

  private Result cancelLocked(UUID requestId, String apiKeyId) {
    return requests
        .lock(requestId)
        .map(own -> own.over() ? Result.HAS_ENDED : cancel(own, apiKeyId))
        .orElse(Result.NOT_OURS);
  }

  private Result cancel(Requests.Stored own, String apiKeyId) {
    var requestId = own.command().requestId();
    return switch (dispatcher.of(requestId)) {
      case NOT_DIALLED -> {
        if (own.command() instanceof CallCommand.WebCallMade) {
          // Retell has it already, whether the dispatcher knows it yet or not.
          requests.askStop(requestId, apiKeyId);
          yield Result.STOP_ASKED;
        }
        withdraw(own, apiKeyId);
        yield Result.WITHDRAWN;
      }
      case DIALLED -> {
        requests.askStop(requestId, apiKeyId);
        yield Result.STOP_ASKED;
      }
      case DONE -> Result.HAS_ENDED;
    };
  }

  private void withdraw(Requests.Stored own, String apiKeyId) {
    var requestId = own.command().requestId();
    var at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var callId = dispatcher.newestCall(requestId).orElse(own.command().callId());
    var value = Json.bytes(new RequestCancelled(requestId, callId, at, apiKeyId));
    requests.withdraw(requestId, at, value, apiKeyId);
    messages.withdraw(requestId, value);
  }
}
