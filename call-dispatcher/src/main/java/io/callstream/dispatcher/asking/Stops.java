package io.callstream.dispatcher.asking;

import io.callstream.dispatcher.ledger.ControlLocks;
import io.callstream.dispatcher.ledger.DialRow;
import io.callstream.dispatcher.ledger.Questions;
import io.callstream.dispatcher.rules.Backoff;
import io.callstream.retell.read.ReadAnswer;
import io.callstream.retell.read.RetellReads;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the calls of cancelled requests as soon as Retell's id is known, and second calls. A stop
 * that is refused (the call still rings) is sent again until the dial has ended.
 */
public final class Stops {

  private static final Logger log = LoggerFactory.getLogger(Stops.class);

  private static final Backoff AGAIN = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
  private static final Duration ASK_AFTER = Duration.ofSeconds(2);
  private static final Duration APART = Duration.ofMillis(120);
  private static final int AT_ONCE = 20;

  private final Questions questions;
  private final ControlLocks control;
  private final RetellReads reads;
  private final MeterRegistry meters;

  public Stops(Questions questions, ControlLocks control, RetellReads reads, MeterRegistry meters) {
    this.questions = questions;
    this.control = control;
    this.reads = reads;
    this.meters = meters;
  }

  /**
   * Notes the stops that are asked for of requests that are not over, and the cancellations of
   * calls that were found when nobody expected them any more.
   *
   * @return false: there is nothing to do at once
   */
  public boolean noteAsked() {
    if (!questions.anyInFlight()) {
      return false;
    }
    var stopping = new ArrayList<>(control.stopping());
    var late = questions.requestsFoundLate();
    if (!late.isEmpty()) {
      stopping.addAll(control.cancelled(late));
    }
    if (!stopping.isEmpty()) {
      questions.stop(stopping);
    }
    return false;
  }

  /**
   * Notes the cancellations of all calls in flight, whatever the gateway takes their requests for.
   * Reads each of them.
   *
   * @return false: there is nothing to do at once
   */
  public boolean noteCancelled() {
    var inFlight = questions.requestsInFlight();
    var cancelled = inFlight.isEmpty() ? inFlight : control.cancelled(inFlight);
    if (!cancelled.isEmpty()) {
      questions.stop(cancelled);
    }
    return false;
  }

  /**
   * Sends the stops that are due, as far as the pace allows.
   *
   * @return false: what is left has its own time
   */
  public boolean stopDue() {
    for (var dial : questions.stops(AT_ONCE)) {
      if (!questions.takeTurn("get", APART)) {
        return false;
      }
      if (questions.takeStop(dial, AGAIN.after(dial.stops()))) {
        stop(dial);
      }
    }
    return false;
  }

  private void stop(DialRow dial) {
    var answer = reads.stopCall(Objects.requireNonNull(dial.retellCallId()));
    var name = Answers.name(answer);
    meters.counter("callstream.dispatcher.asked", "what", "stop", "answer", name).increment();
    log.atInfo().addKeyValue("dial_id", dial.dialId()).addKeyValue("answer", name).log("stop");
    if (answer instanceof ReadAnswer.Found<String>) {
      questions.stopped(dial, ASK_AFTER);
    }
  }
}
