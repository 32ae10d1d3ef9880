package io.callstream.dispatcher.asking;

import io.callstream.contracts.MetadataKeys;
import io.callstream.contracts.Topics;
import io.callstream.dispatcher.guard.RestoreGuard;
import io.callstream.dispatcher.guard.RestoreGuard.Gap;
import io.callstream.dispatcher.guard.Unread;
import io.callstream.dispatcher.ledger.Ledger;
import io.callstream.dispatcher.ledger.Questions;
import io.callstream.dispatcher.ledger.Sighting;
import io.callstream.retell.RetellCall;
import io.callstream.retell.ending.Ending;
import io.callstream.retell.read.CallFilter.MetadataIs;
import io.callstream.retell.read.CallPage;
import io.callstream.retell.read.CallQuery;
import io.callstream.retell.read.ReadAnswer;
import io.callstream.retell.read.RetellReads;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * While the restore guard is shut, finds the calls that a lost past has made (MECHANISMS.md D):
 * first everything on the topics is taken in again, then every call that Retell lists of this
 * installation must be one of the ledger's. A call whose webhooks never came would else be dialled
 * a second time.
 */
public final class LostCalls {

  /** Before the last thing that is not lost. */
  private static final Duration EARLIER = Duration.ofMinutes(10);

  private static final Duration ROUNDS_APART = Duration.ofSeconds(5);
  private static final Duration REPLAY_LOOKS_APART = Duration.ofSeconds(1);
  private static final int REPLAY_LOOKS = 4;
  private static final Duration LISTS_APART = Duration.ofMillis(400);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final int LOOKS_MAX = 600;
  private static final int PAGES_MAX = 1_000;
  private static final int AT_ONCE = 50;

  private final RestoreGuard guard;
  private final Unread unread;
  private final Questions questions;
  private final Ledger ledger;
  private final RetellReads reads;
  private final String installation;

  /**
   * @param installation whose calls are ours
   */
  public LostCalls(
      RestoreGuard guard,
      Unread unread,
      Questions questions,
      Ledger ledger,
      RetellReads reads,
      String installation) {
    this.guard = guard;
    this.unread = unread;
    this.questions = questions;
    this.ledger = ledger;
    this.reads = reads;
    this.installation = installation;
  }

  /**
   * Looks at all calls once, if the guard is shut and it is our turn.
   *
   * @return false: the next look has its own time
   */
  public boolean lookOnce() throws Exception {
    var gap = guard.gap();
    if (gap.isPresent() && questions.takeTurn("lost", ROUNDS_APART) && replayed()) {
      match(gap.get());
    }
    return false;
  }

  private boolean replayed() throws Exception {
    return replayed(Topics.CALL_REQUESTS) && replayed(Topics.RETELL_WEBHOOKS);
  }

  /** To where it ended when this began: a topic that is written all the time has always more. */
  private boolean replayed(String topic) throws Exception {
    var ends = unread.ends(topic);
    for (int look = 0; look < REPLAY_LOOKS; look++) {
      if (!unread.anyBefore(ends, topic)) {
        return true;
      }
      LockSupport.parkNanos(REPLAY_LOOKS_APART.toNanos());
    }
    return false;
  }

  /**
   * To the end of the list: it is sorted by a start that a call which nobody answered has not, so
   * that a page of old calls is no reason to stop.
   */
  private void match(Gap gap) {
    var query =
        CallQuery.first(
            CallQuery.LIMIT_MAX, new MetadataIs(MetadataKeys.INSTALLATION, installation));
    boolean known = true;
    for (int page = 0; page < PAGES_MAX && awaitTurn(); page++) {
      if (!(reads.listCalls(query) instanceof ReadAnswer.Found<CallPage>(var found))) {
        return;
      }
      known &= take(found.calls(), gap.since().minus(EARLIER));
      if (found.nextKey() == null) {
        if (known) {
          guard.matched(gap);
        }
        return;
      }
      query = query.after(found.nextKey());
    }
  }

  /** False while one is over and is not known to be: a call that follows it may be lost, too. */
  private boolean take(List<RetellCall> calls, Instant from) {
    var young = calls.stream().filter(call -> mayBeLost(call, from)).toList();
    var unknown = questions.undialled(young.stream().map(RetellCall::callId).toList());
    var sightings = new ArrayList<Sighting>();
    young.stream()
        .filter(call -> unknown.contains(call.callId()))
        .map(call -> SightedCalls.listed(call, installation))
        .filter(sighting -> sighting.origin() != null)
        .forEach(sightings::add);
    for (int from0 = 0; from0 < sightings.size(); from0 += AT_ONCE) {
      ledger.seen(sightings.subList(from0, Math.min(sightings.size(), from0 + AT_ONCE)));
    }
    return !questions.anyTakenForOpen(
        young.stream().filter(call -> Ending.of(call).ended()).map(RetellCall::callId).toList());
  }

  private static boolean mayBeLost(RetellCall call, Instant from) {
    var start = call.startedAt();
    return start == null || !start.isBefore(from);
  }

  private boolean awaitTurn() {
    for (int look = 0; look < LOOKS_MAX && !Thread.currentThread().isInterrupted(); look++) {
      if (questions.takeTurn("list", LISTS_APART)) {
        return true;
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    return false;
  }
}
