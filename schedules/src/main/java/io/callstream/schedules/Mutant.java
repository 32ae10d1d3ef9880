package io.callstream.schedules;

import io.callstream.dispatcher.rules.CallFacts;
import io.callstream.dispatcher.rules.CallState;
import io.callstream.dispatcher.rules.DialNews;
import io.callstream.dispatcher.rules.GateRules;
import io.callstream.dispatcher.rules.Hold;
import io.callstream.dispatcher.rules.LineFacts;
import io.callstream.dispatcher.rules.LineFacts.Control;
import io.callstream.dispatcher.rules.LineFacts.GuardView;
import io.callstream.dispatcher.rules.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A dispatcher with one thing wrong; a schedule must show it. */
enum Mutant {
  FORGETS_THE_STOP_SWITCH(
      line(f -> with(f, new Control(true, false, null), f.guard(), f.nextDialAt()))),
  FORGETS_THE_RESTORE_GUARD(
      line(f -> with(f, f.control(), new GuardView(null, true, f.now(), f.now()), f.nextDialAt()))),
  FORGETS_THE_RATE(line(f -> with(f, f.control(), f.guard(), Instant.MIN))),
  FORGETS_THE_SLOTS(line(f -> f.withSlots(Integer.MAX_VALUE))),
  FORGETS_WHAT_IS_UNANSWERED(
      new Rules() {
        @Override
        public Optional<Hold> line(LineFacts facts, int unansweredMax) {
          return GateRules.line(facts, Integer.MAX_VALUE);
        }
      }),
  FORGETS_CANCELLATIONS(call(f -> with(f, f.state(), f.dials(), f.dueAt(), f.expiresAt(), false))),
  FORGETS_THE_SCHEDULE(
      call(f -> with(f, f.state(), f.dials(), Instant.MIN, f.expiresAt(), f.cancelled()))),
  FORGETS_THE_EXPIRY(
      call(f -> with(f, f.state(), f.dials(), f.dueAt(), Instant.MAX, f.cancelled()))),
  FORGETS_EARLIER_DIALS(
      call(f ->
          new CallFacts(
              CallState.WAITING,
              f.dueAt(),
              f.expiresAt(),
              f.cancelled(),
              List.of(),
              f.uncleared(),
              false,
              null))),
  FORGETS_TO_CLEAR_A_THROTTLE(call(f -> number(f, false, f.numberOpen(), null))),
  FORGETS_THE_OPEN_NUMBER(call(f -> number(f, f.uncleared(), false, f.numberShutUntil()))),
  FORGETS_THE_SHUT_NUMBER(call(f -> number(f, f.uncleared(), f.numberOpen(), null))),
  READS_BEFORE_ITS_LOCKS(
      new Rules() {
        @Override
        public boolean readsUnderLocks() {
          return false;
        }
      }),
  SENDS_BEFORE_IT_COMMITS(
      new Rules() {
        @Override
        public boolean commitsFirst() {
          return false;
        }
      }),
  SENDS_IN_DOUBT_AND_SAYS_NOT_SENT(
      new Rules() {
        @Override
        public boolean sendsInDoubt() {
          return true;
        }
      }),
  FORGETS_THE_WRITE_DEADLINE(
      new Rules() {
        @Override
        public boolean heedsTheDeadline() {
          return false;
        }
      }),
  TAKES_A_LOST_SENDER_FOR_NOT_SENT(
      new Rules() {
        @Override
        public DialNews lapsed() {
          return new DialNews.NotSent("its sender was lost");
        }
      }),
  TAKES_A_LOST_ANSWER_FOR_NOT_SENT(
      new Rules() {
        @Override
        public DialNews unanswered() {
          return new DialNews.NotSent("no answer");
        }
      }),
  SENDS_AGAIN_AFTER_A_CRASH(
      new Rules() {
        @Override
        public boolean sendsAgainAfterACrash() {
          return true;
        }
      }),
  CLEARS_A_THROTTLE_UNASKED(
      new Rules() {
        @Override
        public boolean clearsByTheList() {
          return false;
        }
      }),
  LEAVES_THE_NUMBER_OPEN_AFTER_ABANDONING(
      new Rules() {
        @Override
        public boolean abandonedShuts() {
          return false;
        }
      }),
  LEAVES_THE_NUMBER_OPEN_AFTER_A_THROTTLE(
      new Rules() {
        @Override
        public boolean throttledShuts() {
          return false;
        }
      });

  @SuppressWarnings("ImmutableEnumChecker") // Rules have no state.
  private final Rules rules;

  Mutant(Rules rules) {
    this.rules = rules;
  }

  Rules rules() {
    return rules;
  }

  private static Rules line(UnaryOperator<LineFacts> seen) {
    return new Rules() {
      @Override
      public Optional<Hold> line(LineFacts facts, int unansweredMax) {
        return GateRules.line(seen.apply(facts), unansweredMax);
      }
    };
  }

  private static Rules call(UnaryOperator<CallFacts> seen) {
    return new Rules() {
      @Override
      public Verdict call(CallFacts facts, Instant now) {
        return GateRules.call(seen.apply(facts), Duration.ZERO, now);
      }
    };
  }

  private static LineFacts with(LineFacts f, Control control, GuardView guard, Instant nextDialAt) {
    return new LineFacts(
        f.now(),
        control,
        guard,
        f.line(),
        f.duplicates(),
        nextDialAt,
        f.unanswered(),
        f.taken(),
        f.slots());
  }

  private static CallFacts with(
      CallFacts f,
      CallState state,
      List<io.callstream.dispatcher.rules.DialState> dials,
      Instant dueAt,
      Instant expiresAt,
      boolean cancelled) {
    return new CallFacts(
        state,
        dueAt,
        expiresAt,
        cancelled,
        dials,
        f.uncleared(),
        f.numberOpen(),
        f.numberShutUntil());
  }

  private static CallFacts number(
      CallFacts f,
      boolean uncleared,
      boolean open,
      @org.jspecify.annotations.Nullable Instant shut) {
    return new CallFacts(
        f.state(), f.dueAt(), f.expiresAt(), f.cancelled(), f.dials(), uncleared, open, shut);
  }
}
