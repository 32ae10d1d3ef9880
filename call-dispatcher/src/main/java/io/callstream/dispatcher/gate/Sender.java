package io.callstream.dispatcher.gate;

import io.callstream.dispatcher.ledger.Ledger;
import io.callstream.dispatcher.rules.Backoff;
import io.callstream.dispatcher.rules.DialNews;
import io.callstream.dispatcher.rules.DialStep;
import io.callstream.retell.dial.DialConnection;
import io.callstream.retell.dial.DialOutcome;
import io.callstream.runtime.startup.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what the gate let through, each on a thread of its own, and records the answer whenever it
 * comes. On a stop no gate is begun any more, and what is unanswered after a while is recorded as
 * unknown.
 */
final class Sender implements Worker {

  private static final Logger log = LoggerFactory.getLogger(Sender.class);

  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration DOUBT_LIMIT = Duration.ofSeconds(5);
  private static final Duration RECORD_LIMIT = Duration.ofMinutes(15);
  private static final Backoff RECORD_WAITS =
      new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

  private final Ledger ledger;
  private final MeterRegistry meters;
  private final Duration stopWait;
  private final Set<UUID> begun = ConcurrentHashMap.newKeySet();
  private volatile boolean open;

  /**
   * @param stopWait how long a stop waits for answers, before what is unanswered is unknown
   */
  Sender(Ledger ledger, Duration stopWait, MeterRegistry meters) {
    this.ledger = ledger;
    this.stopWait = stopWait;
    this.meters = meters;
    meters.gaugeCollectionSize(
        "callstream.dispatcher.dials.begun", io.micrometer.core.instrument.Tags.empty(), begun);
  }

  /**
   * Announces a dial before its gate, so that a stop waits for it.
   *
   * @return false when no dial may begin any more
   */
  boolean begin(UUID dialId) {
    begun.add(dialId);
    if (!open) {
      begun.remove(dialId);
    }
    return open;
  }

  /** The gate made no such dial. */
  void notBegun(UUID dialId) {
    begun.remove(dialId);
  }

  /** Sends it; returns at once. */
  void send(Ticket ticket, DialConnection connection) {
    Thread.ofVirtual()
        .name("dial-" + ticket.dialId())
        .start(() -> {
          try {
            long from = System.nanoTime();
            var outcome = connection.send(ticket.request(), ticket.deadline());
            say(ticket, outcome, Duration.ofNanos(System.nanoTime() - from));
            record(ticket.dialId(), news(outcome));
          } finally {
            begun.remove(ticket.dialId());
          }
        });
  }

  /**
   * It is not known whether the gate committed: sends nothing, and records that as soon as the dial
   * shows (MECHANISMS.md B6). The gate's transactions last a second, so a commit on its way shows
   * within a few.
   */
  void doubted(UUID dialId) {
    try {
      var never = new DialNews.NotSent("the answer to the gate's commit was lost");
      long from = System.nanoTime();
      while (!recorded(dialId, never) && System.nanoTime() - from < DOUBT_LIMIT.toNanos()) {
        LockSupport.parkNanos(RECORD_WAITS.first().toNanos());
      }
    } finally {
      begun.remove(dialId);
    }
  }

  @Override
  public void start() {
    open = true;
  }

  @Override
  public void stop() {
    open = false;
    long from = System.nanoTime();
    while (!begun.isEmpty() && System.nanoTime() - from < stopWait.toNanos()) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
    for (var dialId : begun) {
      recorded(dialId, new DialNews.Unsure("this instance stopped before the answer"));
    }
  }

  @Override
  public boolean isRunning() {
    return open;
  }

  /** Until it is written down; then others have long said unknown, and evidence must settle it. */
  private void record(UUID dialId, DialNews news) {
    long from = System.nanoTime();
    for (int tries = 0; !recorded(dialId, news); tries++) {
      if (System.nanoTime() - from > RECORD_LIMIT.toNanos()) {
        meters.counter("callstream.dispatcher.answers.lost").increment();
        log.atError().addKeyValue("dial_id", dialId).log("an answer could not be recorded");
        return;
      }
      LockSupport.parkNanos(RECORD_WAITS.after(tries).toNanos());
    }
  }

  private boolean recorded(UUID dialId, DialNews news) {
    try {
      Optional<DialStep> step = ledger.answered(dialId, news);
      return step.isPresent();
    } catch (RuntimeException e) {
      log.atWarn().addKeyValue("dial_id", dialId).setCause(e).log("an answer is not recorded yet");
      return false;
    }
  }

  private void say(Ticket ticket, DialOutcome outcome, Duration took) {
    var name = outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    meters
        .timer("callstream.dispatcher.dials", "outcome", name)
        .record(took.toMillis(), TimeUnit.MILLISECONDS);
    log.atInfo()
        .addKeyValue("call_id", ticket.callId())
        .addKeyValue("dial_id", ticket.dialId())
        .addKeyValue("outcome", name)
        .addKeyValue("answer", answer(outcome))
        .addKeyValue("ms", took.toMillis())
        .log("dial");
  }

  private static String answer(DialOutcome outcome) {
    return switch (outcome) {
      case DialOutcome.Accepted accepted -> accepted.retellCallId();
      case DialOutcome.Rejected rejected -> rejected.httpStatus() + " " + rejected.message();
      case DialOutcome.Throttled throttled -> throttled.message();
      case DialOutcome.NotSent notSent -> notSent.cause();
      case DialOutcome.Unknown unknown -> unknown.cause();
    };
  }

  private static DialNews news(DialOutcome outcome) {
    return switch (outcome) {
      case DialOutcome.Accepted accepted -> new DialNews.Accepted(accepted.retellCallId());
      case DialOutcome.Rejected rejected ->
          new DialNews.Refused(rejected.httpStatus(), rejected.message());
      case DialOutcome.Throttled throttled ->
          new DialNews.Throttled(throttled.message(), throttled.retryAfter());
      case DialOutcome.NotSent notSent -> new DialNews.NotSent(notSent.cause());
      case DialOutcome.Unknown unknown -> new DialNews.Unsure(unknown.cause());
    };
  }
}
