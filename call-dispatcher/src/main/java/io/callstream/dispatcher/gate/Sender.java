package io.callstream.dispatcher.gate;

import io.callstream.dispatcher.ledger.Ledger;
import io.callstream.dispatcher.rules.Backoff;
import io.callstream.dispatcher.rules.DialNews;
import io.callstream.retell.dial.DialConnection;
import io.callstream.retell.dial.DialOutcome;
import io.callstream.runtime.startup.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
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

  private final AnswerBook answers;
  private final Consumer<String> pastLost;
  private final MeterRegistry meters;
  private final Duration stopWait;
  private final ThreadFactory threads;
  private final Set<UUID> begun = ConcurrentHashMap.newKeySet();
  private volatile boolean open;

  /**
   * @param pastLost told when the ledger has lost a dial that was committed
   * @param stopWait how long a stop waits for answers, before what is unanswered is unknown
   * @param threads one for each dial
   */
  Sender(
      Ledger ledger,
      Consumer<String> pastLost,
      Duration stopWait,
      ThreadFactory threads,
      MeterRegistry meters) {
    this.answers = new AnswerBook(ledger);
    this.pastLost = pastLost;
    this.stopWait = stopWait;
    this.threads = threads;
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
    boolean may = open;
    if (!may) {
      begun.remove(dialId);
    }
    return may;
  }

  /** The dials that are not given up: their leases are to be renewed, and no others'. */
  Set<UUID> working() {
    return Set.copyOf(begun);
  }

  /** The gate made no such dial. */
  void notBegun(UUID dialId) {
    begun.remove(dialId);
  }

  /**
   * Sends it; returns at once. Fails when no thread can be started, and it may be sent even then.
   */
  void send(Ticket ticket, DialConnection connection) {
    onThread(
        "dial-",
        ticket.dialId(),
        () -> {
          long from = System.nanoTime();
          var outcome = connection.send(ticket.request(), ticket.deadline());
          say(ticket, outcome, Duration.ofNanos(System.nanoTime() - from));
          record(ticket.dialId(), news(outcome));
        });
  }

  /**
   * The gate committed, but the request could not be handed over to be sent: takes care that it
   * never will be, and records that; returns at once. If it is being sent after all, its own thread
   * says what came of it.
   */
  void unsent(UUID dialId, DialConnection connection) {
    if (!connection.abandon()) {
      return;
    }
    var never = new DialNews.NotSent("this instance could not begin to send it");
    orLapse("unsent-", dialId, () -> record(dialId, never));
  }

  /**
   * It is not known whether the gate committed: sends nothing, and records that as soon as the dial
   * shows (MECHANISMS.md B6); returns at once. The gate's transactions last a second, so what the
   * database does not know within a few was never committed.
   */
  void doubted(UUID dialId) {
    var never = new DialNews.NotSent("the answer to the gate's commit was lost");
    orLapse("doubt-", dialId, () -> record(dialId, never, DOUBT_LIMIT));
  }

  /** What cannot be recorded must not be renewed either: its lease lapses, and others ask. */
  private void orLapse(String kind, UUID dialId, Runnable work) {
    try {
      onThread(kind, dialId, work);
    } catch (Throwable t) {
      log.atError().addKeyValue("dial_id", dialId).setCause(t).log("a dial is left to lapse");
      begun.remove(dialId);
    }
  }

  private void onThread(String kind, UUID dialId, Runnable work) {
    var thread =
        threads.newThread(() -> {
          try {
            work.run();
          } finally {
            begun.remove(dialId);
          }
        });
    thread.setName(kind + dialId);
    thread.start();
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

  /** Of a dial that was committed. */
  private void record(UUID dialId, DialNews news) {
    if (record(dialId, news, Duration.ZERO) == Recorded.NO_DIAL) {
      pastLost.accept("Dial " + dialId + " was committed, and the database has it no more");
    }
  }

  /**
   * Until it is written down; then others have long said unknown, and evidence must settle it.
   *
   * @param mayShow how long a dial that is not there may still show
   */
  private Recorded record(UUID dialId, DialNews news, Duration mayShow) {
    long from = System.nanoTime();
    for (int tries = 0; ; tries++) {
      var recorded = recorded(dialId, news);
      long waited = System.nanoTime() - from;
      if (recorded == Recorded.YES
          || (recorded == Recorded.NO_DIAL && waited >= mayShow.toNanos())) {
        return recorded;
      }
      if (waited > RECORD_LIMIT.toNanos()) {
        meters.counter("callstream.dispatcher.answers.lost").increment();
        log.atError().addKeyValue("dial_id", dialId).log("an answer could not be recorded");
        return recorded;
      }
      LockSupport.parkNanos(RECORD_WAITS.after(tries).toNanos());
    }
  }

  private enum Recorded {
    YES,
    /** The database was asked, and has no such dial. */
    NO_DIAL,
    NOT_YET
  }

  private Recorded recorded(UUID dialId, DialNews news) {
    try {
      return answers.write(dialId, news) ? Recorded.YES : Recorded.NO_DIAL;
    } catch (RuntimeException e) {
      log.atWarn().addKeyValue("dial_id", dialId).setCause(e).log("an answer is not recorded yet");
      return Recorded.NOT_YET;
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
