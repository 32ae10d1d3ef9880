package io.callstream.schedules;

import io.callstream.dispatcher.rules.CallFacts;
import io.callstream.dispatcher.rules.CallProgress;
import io.callstream.dispatcher.rules.CallState;
import io.callstream.dispatcher.rules.DialNews;
import io.callstream.dispatcher.rules.DialRules;
import io.callstream.dispatcher.rules.DialState;
import io.callstream.dispatcher.rules.DialStep;
import io.callstream.dispatcher.rules.GateRules;
import io.callstream.dispatcher.rules.Hold;
import io.callstream.dispatcher.rules.LineFacts;
import io.callstream.dispatcher.rules.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the dispatcher decides, and in which order it acts. The defaults are the dispatcher's own
 * rules; a {@link Mutant} gets one of them wrong.
 */
interface Rules {

  /** The dispatcher as it is. */
  Rules REAL = new Rules() {};

  /** Why no call at all may be dialled. */
  default Optional<Hold> line(LineFacts facts, int unansweredMax) {
    return GateRules.line(facts, unansweredMax);
  }

  /** What the gate says of one call. */
  default Verdict call(CallFacts facts, Instant now) {
    return GateRules.call(facts, Duration.ZERO, now);
  }

  /** What news does to a dial. */
  default DialStep next(DialState state, @Nullable String retellCallId, DialNews news) {
    return DialRules.next(state, retellCallId, news);
  }

  /** What becomes of a call. */
  default CallState after(Collection<DialState> dials, boolean mayTryAgain) {
    return CallProgress.after(dials, mayTryAgain);
  }

  /** What others say of a dial whose sender is lost. */
  default DialNews lapsed() {
    return new DialNews.Unsure("its sender was lost");
  }

  /** What a sender says when no usable answer came. */
  default DialNews unanswered() {
    return new DialNews.Unsure("no answer");
  }

  /** Whether the gate reads what it decides by under its locks. */
  default boolean readsUnderLocks() {
    return true;
  }

  /** Whether the dial is committed before the first byte. */
  default boolean commitsFirst() {
    return true;
  }

  /** Whether a dial is sent though its commit was not answered. */
  default boolean sendsInDoubt() {
    return false;
  }

  /** Whether nothing is sent after the write deadline. */
  default boolean heedsTheDeadline() {
    return true;
  }

  /** Whether a dispatcher that starts sends what its predecessor left dialling. */
  default boolean sendsAgainAfterACrash() {
    return false;
  }

  /** Whether a throttled dial is cleared only when Retell's list has no call of it. */
  default boolean clearsByTheList() {
    return true;
  }

  /** Whether an abandoned dial shuts its number. */
  default boolean abandonedShuts() {
    return true;
  }

  /** Whether a throttled dial shuts its number. */
  default boolean throttledShuts() {
    return true;
  }
}
