package io.callstream.dispatcher.asking;

import io.callstream.contracts.MetadataKeys;
import io.callstream.dispatcher.ledger.DialRow;
import io.callstream.dispatcher.ledger.Ledger;
import io.callstream.dispatcher.ledger.Questions;
import io.callstream.retell.RetellCall;
import io.callstream.retell.ending.Ending;
import io.callstream.retell.read.CallFilter.MetadataIs;
import io.callstream.retell.read.CallPage;
import io.callstream.retell.read.CallQuery;
import io.callstream.retell.read.ReadAnswer;
import io.callstream.retell.read.RetellReads;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Asks how placed calls ended whose webhooks have not said so. Several at a time: pages of
 * list-calls show which are still going on; what has ended, and what is not listed, is got whole.
 */
public final class Ends {

  private static final Duration LISTS_APART = Duration.ofMillis(400);
  private static final Duration GETS_APART = Duration.ofMillis(120);
  private static final int AT_ONCE = 20;
  private static final int PAGES_MAX = 3;

  private final Questions questions;
  private final Ledger ledger;
  private final RetellReads reads;
  private final String installation;
  private final MeterRegistry meters;

  public Ends(
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
  }

  /**
   * Asks for those that are due, as far as the pace allows.
   *
   * @return false: what is left has its own time
   */
  public boolean askDue() {
    var due = questions.ends(AT_ONCE);
    var going = due.size() > 1 ? listedAsGoing(due) : Set.of();
    for (var dial : due) {
      if (going.contains(dial.retellCallId())) {
        if (questions.take(dial)) {
          ledger.stillOpen(dial.dialId());
        }
      } else if (!questions.takeTurn("get", GETS_APART)) {
        return false;
      } else if (questions.take(dial)) {
        get(dial, Objects.requireNonNull(dial.retellCallId()));
      }
    }
    return false;
  }

  /** Retell's ids of those that a list shows as not over; empty when it is not our turn. */
  private Set<String> listedAsGoing(List<DialRow> due) {
    var wanted = new HashSet<String>();
    due.forEach(dial -> wanted.add(Objects.requireNonNull(dial.retellCallId())));
    var going = new HashSet<String>();
    var query =
        CallQuery.first(
            CallQuery.LIMIT_MAX, new MetadataIs(MetadataKeys.INSTALLATION, installation));
    for (int page = 0; page < PAGES_MAX && !wanted.isEmpty(); page++) {
      if (!questions.takeTurn("list", LISTS_APART)) {
        break;
      }
      var answer = reads.listCalls(query);
      count("list", answer);
      if (!(answer instanceof ReadAnswer.Found<CallPage>(var found))) {
        break;
      }
      for (var call : found.calls()) {
        if (wanted.remove(call.callId()) && !Ending.of(call).ended()) {
          going.add(call.callId());
        }
      }
      if (found.nextKey() == null) {
        break;
      }
      query = query.after(found.nextKey());
    }
    return going;
  }

  private void get(DialRow dial, String retellCallId) {
    var answer = reads.getCall(retellCallId);
    count("get", answer);
    switch (answer) {
      case ReadAnswer.Found<RetellCall>(var call) -> {
        // The question was about this id: metadata and id of the answer prove nothing more.
        ledger.seen(List.of(SightedCalls.whole(call, installation)));
        ledger.stillOpen(dial.dialId());
      }
      case ReadAnswer.NotFound<RetellCall> _ -> ledger.notFound(dial.dialId());
      case ReadAnswer.Refused<RetellCall> _, ReadAnswer.Unavailable<RetellCall> _ ->
          ledger.stillOpen(dial.dialId());
    }
  }

  private void count(String what, ReadAnswer<?> answer) {
    meters
        .counter("callstream.dispatcher.asked", "what", what, "answer", Answers.name(answer))
        .increment();
  }
}
