package io.callstream.projector.sweep;

import io.callstream.retell.RetellCall;
import io.callstream.retell.read.CallFilter.StartedSince;
import io.callstream.retell.read.CallPage;
import io.callstream.retell.read.CallQuery;
import io.callstream.retell.read.ReadAnswer;
import io.callstream.retell.read.RetellReads;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One turn a second: a page of {@code v3/list-calls}, then a few calls of which the talk is missing
 * by {@code get-call}. That is a third of what Retell allows for lists and half of what it allows
 * else (Retell facts, 4.1); the rest is the dispatcher's. For one thread.
 */
final class Sweep {

  /** A page of 200 with the largest metadata is what an answer may have. */
  private static final int PAGE = 200;

  private static final int ASKED_A_TURN = 5;

  /** More wait for the next sweep, which lists them again. */
  private static final int MISSING_MAX = 20_000;

  /** How far back the very first sweep looks, and any after a long rest. */
  private static final Duration FARTHEST = Duration.ofDays(7);

  private static final Duration FIRST = Duration.ofDays(1);

  private final SweepSettings settings;
  private final RetellReads reads;
  private final SweepBook book;
  private final Answered answered;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final ArrayDeque<String> withoutTalk = new ArrayDeque<>();
  private @Nullable Round round;
  private Instant nextRound = Instant.MIN;

  Sweep(
      SweepSettings settings,
      RetellReads reads,
      SweepBook book,
      Answered answered,
      InstantSource clock,
      MeterRegistry meters) {
    this.settings = settings;
    this.reads = reads;
    this.book = book;
    this.answered = answered;
    this.clock = clock;
    this.meters = meters;
  }

  /** A sweep under way: when it began, and the next page's query. */
  private record Round(Instant began, CallQuery next) {}

  /** Does one turn; never more to do at once, since the rest between turns is what paces it. */
  boolean turn() {
    if (!book.lease()) {
      withoutTalk.clear();
      round = null;
      return false;
    }
    var now = clock.instant();
    if (round == null && !now.isBefore(nextRound)) {
      round = begin(now);
    }
    if (round != null) {
      look(round, now);
    }
    askForTalk(now);
    return false;
  }

  private Round begin(Instant now) {
    var last = book.completeTo().orElse(now.minus(FIRST));
    var farthest = now.minus(FARTHEST);
    var since = (last.isBefore(farthest) ? farthest : last).minus(settings.back());
    return new Round(now, CallQuery.first(PAGE, new StartedSince(since)));
  }

  private void look(Round current, Instant now) {
    switch (reads.listCalls(current.next())) {
      case ReadAnswer.Found<CallPage>(var page) -> {
        bringIn(page.calls(), now);
        if (page.nextKey() == null) {
          book.complete(current.began());
          end(now);
        } else {
          round = new Round(current.began(), current.next().after(page.nextKey()));
        }
      }
      // The same page in the next turn would press a Retell that is unwell; the next sweep begins
      // where the last complete one did.
      case ReadAnswer.NotFound<CallPage> _,
          ReadAnswer.Refused<CallPage> _,
          ReadAnswer.Unavailable<CallPage> _ -> {
        meters.counter("callstream.projector.sweep.unanswered").increment();
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
      var standing = known.get(id);
      if (standing == null || !standing.over()) {
        missed.add(call);
      }
      boolean talked = call.startedAt() != null;
      if (talked && (standing == null || !standing.hasTranscript())) {
        remember(id);
      }
    });
    book.publish(missed, call -> answered.message(call, now));
    meters.counter("callstream.projector.sweep.found").increment(missed.size());
  }

  private static boolean hasEnded(RetellCall call, Instant by) {
    var endedAt = call.endedAt();
    return endedAt != null && !endedAt.isAfter(by);
  }

  private void remember(String id) {
    if (withoutTalk.size() < MISSING_MAX) {
      withoutTalk.add(id);
    } else {
      meters.counter("callstream.projector.sweep.postponed").increment();
    }
  }

  private void askForTalk(Instant now) {
    var found = new ArrayList<RetellCall>();
    for (int i = 0; i < ASKED_A_TURN && !withoutTalk.isEmpty(); i++) {
      if (reads.getCall(withoutTalk.remove()) instanceof ReadAnswer.Found<RetellCall>(var call)
          && call.transcript() != null) {
        found.add(call);
      }
    }
    book.publish(found, call -> answered.message(call, now));
    meters.counter("callstream.projector.sweep.talks").increment(found.size());
  }
}
