package io.callstream.gateway.request;

import io.callstream.contracts.CallCommand.RequestUndeliverable;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends requests again that have not arrived, until they have, have ended, or were sent as often as
 * is allowed (MECHANISMS.md C7).
 */
final class Redelivery {

  private static final Logger log = LoggerFactory.getLogger(Redelivery.class);

  private final OpenRequests requests;
  private final RequestMessages messages;
  private final TransactionTemplate transaction;
  private final RedeliverySettings settings;
  private final InstantSource clock;
  private final MeterRegistry meters;

  Redelivery(
      OpenRequests requests,
      RequestMessages messages,
      TransactionTemplate transaction,
      RedeliverySettings settings,
      InstantSource clock,
      MeterRegistry meters) {
    this.requests = requests;
    this.messages = messages;
    this.transaction = transaction;
    this.settings = settings;
    this.clock = clock;
    this.meters = meters;
  }

  /** Looks at one batch of requests; whether there is more to look at now. */
  boolean runOnce() {
    return transaction.execute(_ -> requests.canBeAsked() && lookAt(requests.lockDue()));
  }

  private boolean lookAt(List<Open> due) {
    if (due.isEmpty()) {
      return false;
    }
    var ids = due.stream().map(Open::requestId).toList();
    var ended = requests.ended(ids);
    var atDispatcher = requests.atDispatcher(ids);
    var atProjector = requests.atProjector(ids);
    var steps =
        due.stream()
            .collect(
                Collectors.groupingBy(request ->
                    NextStep.of(
                        request,
                        ended.contains(request.requestId()),
                        atDispatcher.contains(request.requestId())
                            && atProjector.contains(request.requestId()))));
    of(steps, NextStep.SEND_AGAIN).forEach(this::sendAgain);
    of(steps, NextStep.GIVE_UP)
        .forEach(request -> giveUp(request, atDispatcher.contains(request.requestId())));
    requests.note(
        new OpenRequests.Done(
            ids(steps, NextStep.CLOSE),
            ids(steps, NextStep.WAIT),
            ids(steps, NextStep.SEND_AGAIN),
            ids(steps, NextStep.GIVE_UP)),
        settings.after());
    return OpenRequests.isFull(due);
  }

  private void sendAgain(Open request) {
    messages.place(request.requestId(), request.command());
    if (request.withdrawal() != null) {
      messages.withdraw(request.requestId(), request.withdrawal());
    }
    meters.counter("callstream.requests.reappended").increment();
  }

  /** What the dispatcher has will be dialled or expire there; only the alarm is for it. */
  private void giveUp(Open request, boolean atDispatcher) {
    if (!atDispatcher) {
      sayUndeliverable(request);
    }
    meters.counter("callstream.requests.undeliverable").increment();
    log.error(
        "Request {} was sent {} times and has not arrived: given up",
        request.requestId(),
        request.appends());
  }

  private void sayUndeliverable(Open request) {
    var at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    // A request has one call until it is dialled, and that has the request's id.
    messages.giveUp(new RequestUndeliverable(request.requestId(), request.requestId(), at));
  }

  private static List<Open> of(Map<NextStep, List<Open>> steps, NextStep step) {
    return steps.getOrDefault(step, List.of());
  }

  private static List<UUID> ids(Map<NextStep, List<Open>> steps, NextStep step) {
    return of(steps, step).stream().map(Open::requestId).toList();
  }
}
