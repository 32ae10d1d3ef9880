package io.callstream.dispatcher.asking;

import io.callstream.contracts.MetadataKeys;
import io.callstream.dispatcher.ledger.Alerts;
import io.callstream.dispatcher.ledger.DialRow;
import io.callstream.dispatcher.ledger.Ledger;
import io.callstream.dispatcher.ledger.Questions;
import io.callstream.dispatcher.ledger.Sighting;
import io.callstream.retell.read.CallFilter.MetadataIs;
import io.callstream.retell.read.CallPage;
import io.callstream.retell.read.CallQuery;
import io.callstream.retell.read.ReadAnswer;
import io.callstream.retell.read.RetellReads;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/**
 * Asks list-calls for dials by their id: unknown ones, and throttled ones that are to be cleared
 * before their call is dialled again. No time filter: a call that has not connected has no start.
 */
public final class Unlisted {

  private static final Duration APART = Duration.ofMillis(400);
  private static final int AT_ONCE = 10;
  private static final int MATCHES_MAX = 50;

  private final Questions questions;
  private final Ledger ledger;
  private final RetellReads reads;
  private final String installation;
  private final MeterRegistry meters;
  private final Alerts alerts;

  public Unlisted(
      Questions questions,
      Ledger ledger,
      RetellReads reads,
      String installation,
      MeterRegistry meters) {
    this.questions = questions;
    this.ledger = ledger;
    this.reads = reads;
    this.installation = installation;
    this.meters = meters;
    this.alerts = new Alerts(meters);
  }

  /**
   * Asks for one dial, if one is due and it is our turn.
   *
   * @return false: the pace leaves nothing to do at once
   */
  public boolean askOnce() {
    for (var dial : questions.unlisted(AT_ONCE)) {
      if (!questions.takeTurn("list", APART)) {
        return false;
      }
      if (questions.take(dial)) {
        ask(dial);
      }
    }
    return false;
  }

  private void ask(DialRow dial) {
    var filter = new MetadataIs(MetadataKeys.DIAL_ID, dial.dialId().toString());
    var answer = reads.listCalls(CallQuery.first(MATCHES_MAX, filter));
    meters
        .counter("callstream.dispatcher.asked", "what", "list", "answer", Answers.name(answer))
        .increment();
    if (answer instanceof ReadAnswer.Found<CallPage>(var page)) {
      found(dial, page);
    }
  }

  /**
   * What is not ours by its metadata is not ours, whatever the filter was said to be; and a list of
   * others alone is no answer: the filter was not obeyed, and ours may be on another page.
   */
  private void found(DialRow dial, CallPage page) {
    var ours =
        page.calls().stream()
            .map(call -> SightedCalls.listed(call, installation))
            .filter(sighting -> isOf(dial, sighting))
            .toList();
    if (!ours.isEmpty()) {
      ledger.listed(dial.dialId(), ours);
    } else if (page.calls().isEmpty()) {
      ledger.notListed(dial.dialId());
    } else {
      alerts.raise(Alerts.Kind.FILTER_IGNORED, "asked for dial " + dial.dialId());
    }
  }

  private static boolean isOf(DialRow dial, Sighting sighting) {
    var origin = sighting.origin();
    return origin != null && dial.dialId().equals(origin.dialId());
  }
}
