package io.callstream.projector.sweep;

import io.callstream.outbox.OutboxMessage;
import io.callstream.projector.sweep.SweepBook.Standing;
import io.callstream.retell.RetellCall;
import io.callstream.retell.read.CallFilter.EndedSince;
import io.callstream.retell.read.CallPage;
import io.callstream.retell.read.CallQuery;
import io.callstream.retell.read.ReadAnswer;
import io.callstream.retell.read.RetellReads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One turn a second: a page of {@code v3/list-calls} when it is time for one, then a few calls of
 * which the talk is missing by {@code get-call}. Retell allows 30 lists and 100 other reads in 10 s
 * (Retell facts, 4.1). Of the lists 4 are asked here and 25 by the dispatcher. Of the others 50,
 * and up to 83 by the dispatcher when much is in doubt: when that is too much, the sweep rests. For
 * one thread.
 */
final class Sweep {

  /** A page of 200 with the largest metadata is what an answer may have. */
  static final int PAGE = 200;

  private static final Duration PAGES_APART = Duration.ofMillis(2_500);

  /** While nothing is too much for Retell; the dispatcher's questions go before. */
  private static final int ASKED_A_TURN = 5;

  /** Retell may be unwell, or this too much for it. */
  private static final Duration UNANSWERED_REST = Duration.ofSeconds(10);

  /** How far back the very first sweep looks, and any after a long rest. */
  private static final Duration FARTHEST = Duration.ofDays(7);

  private static final Duration FIRST = Duration.ofDays(1);

  /** Of calls whose talk Retell does not keep, or only scrubbed. */
  private static final Set<String> STORED_WITHOUT_TALK =
      Set.of("basic_attributes_only", "everything_except_pii");

  private final SweepSettings settings;
  private final RetellReads reads;
  private final SweepBook book;
  private final Answered answered;
  private final InstantSource clock;
  private final SweepMeters meters;
  private final MissingTalks missingTalks;
  private @Nullable Round round;

  /** When the last sweep that was listed to its end began, while talks of it may be missing. */
  private @Nullable Instant listed;

  private Instant nextRound = Instant.MIN;
  private Instant nextPage = Instant.MIN;
  private Instant nextTalk = Instant.MIN;

  Sweep(
      SweepSettings settings,
      RetellReads reads,
      SweepBook book,
      Answered answered,
      InstantSource clock,
      SweepMeters meters,
      MissingTalks missingTalks) {
    this.settings = settings;
    this.reads = reads;
    this.book = book;
    this.answered = answered;
    this.clock = clock;
    this.meters = meters;
    this.missingTalks = missingTalks;
  }

  /** Does one turn; never more to do at once, since the rest between turns is what paces it. */
  boolean turn() {
    if (!book.lease()) {
      forget();
      return false;
    }
    var now = clock.instant();
    if (round == null && !now.isBefore(nextRound)) {
      round = begin(now);
    }
    if (round != null && !now.isBefore(nextPage) && missingTalks.hasPlaceFor(PAGE)) {
      nextPage = now.plus(PAGES_APART);
      look(round, now);
    }
    askForTalk(now);
    complete();
    return false;
  }

  private void forget() {
    missingTalks.clear();
    round = null;
    listed = null;
    meters.anotherSweeps();
  }

  private Round begin(Instant now) {
    var last = book.completeTo().orElseGet(() -> beginAnew(now.minus(FIRST)));
    meters.completeTo(last);
    var farthest = now.minus(FARTHEST);
    var since =
        (last.isBefore(farthest) ? farthest : last).minus(settings.grace()).minus(settings.slack());
    return Round.of(now, CallQuery.first(PAGE, new EndedSince(since)));
  }

  /** Noted, or each time that the very first sweep begins again it would begin later. */
  private Instant beginAnew(Instant time) {
    book.complete(time);
    return time;
  }

  /** Not before every talk was asked for: those that wait are known to this process alone. */
  private void complete() {
    if (listed != null && missingTalks.isEmpty()) {
      book.complete(listed);
      meters.completeTo(listed);
      listed = null;
    }
  }

  private void look(Round current, Instant now) {
    switch (reads.listCalls(current.next())) {
      case ReadAnswer.Found<CallPage>(var page) -> {
        bringIn(page.calls(), now);
        if (page.nextKey() == null) {
          listed = current.began();
          missingTalks.listed();
          end(now);
        } else {
          round = current.after(page.nextKey());
        }
      }
      case ReadAnswer.Unavailable<CallPage> _ -> {
        meters.count("unanswered", 1);
        nextPage = now.plus(UNANSWERED_REST);
        round = current.again().orElse(null);
        if (round == null) {
          end(now);
        }
      }
      // The next sweep begins where the last complete one did.
      case ReadAnswer.NotFound<CallPage> _, ReadAnswer.Refused<CallPage> _ -> {
        meters.count("unanswered", 1);
        end(now);
      }
    }
  }

  private void end(Instant now) {
    round = null;
    nextRound = now.plus(settings.every());
  }

  private void bringIn(List<RetellCall> listed, Instant now) {
    var ended =
        listed.stream()
            .filter(call -> hasEnded(call, now.minus(settings.grace())))
            .collect(Collectors.toMap(RetellCall::callId, Function.identity(), (one, _) -> one));
    var known = book.known(ended.keySet());
    var missed = new ArrayList<RetellCall>();
    ended.forEach((id, call) -> {
      var standing = known.getOrDefault(id, Standing.UNKNOWN);
      if (!standing.over() || (!standing.hasAnalysis() && isAnalysed(call))) {
        missed.add(call);
      }
      if (!standing.hasTranscript() && hasTalk(call)) {
        missingTalks.add(id);
      }
    });
    publish("found", missed, now);
  }

  private static boolean hasEnded(RetellCall call, Instant by) {
    var endedAt = call.endedAt();
    return endedAt != null && !endedAt.isAfter(by);
  }

  private static boolean isAnalysed(RetellCall call) {
    var analysis = call.analysis();
    return analysis != null && !analysis.isEmpty();
  }

  private static boolean hasTalk(RetellCall call) {
    var stored = call.text("data_storage_setting");
    return call.startedAt() != null && (stored == null || !STORED_WITHOUT_TALK.contains(stored));
  }

  private void askForTalk(Instant now) {
    for (int i = 0; i < ASKED_A_TURN && !now.isBefore(nextTalk); i++) {
      var id = missingTalks.next();
      if (id == null) {
        return;
      }
      askForTalk(id, now);
    }
  }

  private void askForTalk(String id, Instant now) {
    switch (reads.getCall(id)) {
      case ReadAnswer.Found<RetellCall>(var call) -> {
        if (call.transcript() != null) {
          publish("talks", List.of(call), now);
        }
        missingTalks.answered(id);
      }
      case ReadAnswer.NotFound<RetellCall> _ -> missingTalks.answered(id);
      case ReadAnswer.Unavailable<RetellCall> _, ReadAnswer.Refused<RetellCall> _ -> {
        nextTalk = now.plus(UNANSWERED_REST);
        if (!missingTalks.unanswered(id)) {
          meters.count("given_up", 1);
        }
      }
    }
  }

  private void publish(String what, List<RetellCall> calls, Instant now) {
    var messages = new ArrayList<OutboxMessage>();
    calls.forEach(call -> answered.message(call, now).ifPresent(messages::add));
    book.publish(messages);
    meters.count(what, messages.size());
    meters.count("too_large", calls.size() - messages.size());
  }
}
