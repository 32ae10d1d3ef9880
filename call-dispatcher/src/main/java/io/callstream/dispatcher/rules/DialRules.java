package io.callstream.dispatcher.rules;

import io.callstream.dispatcher.rules.DialNews.Accepted;
import io.callstream.dispatcher.rules.DialNews.GivenUp;
import io.callstream.dispatcher.rules.DialNews.NotSent;
import io.callstream.dispatcher.rules.DialNews.Refused;
import io.callstream.dispatcher.rules.DialNews.Throttled;
import io.callstream.dispatcher.rules.DialNews.Unsure;
import io.callstream.dispatcher.rules.DialStep.Moves;
import io.callstream.dispatcher.rules.DialStep.SecondCall;
import io.callstream.dispatcher.rules.DialStep.Stays;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The one table of a dial's transitions (DESIGN.md, "Dispatcher: the dial ledger"). A call at
 * Retell is believed in any state; a definite no only while the dial is dialling or unknown; no
 * state leads back to one that may send.
 */
public final class DialRules {

  private DialRules() {}

  /**
   * The step that news causes.
   *
   * @param state where the dial stands
   * @param retellCallId the Retell call it has; set exactly in placed and ended
   */
  public static DialStep next(DialState state, @Nullable String retellCallId, DialNews news) {
    return switch (news) {
      case Accepted accepted -> accepted(state, retellCallId, accepted.retellCallId());
      case Refused _, Throttled _ -> fromOpenQuestion(state, DialState.REJECTED);
      case NotSent _ -> fromOpenQuestion(state, DialState.NOT_SENT);
      case Unsure _ ->
          state == DialState.DIALLING ? new Moves(DialState.UNKNOWN, false) : new Stays();
      case GivenUp _ ->
          state == DialState.UNKNOWN ? new Moves(DialState.ABANDONED, false) : new Stays();
    };
  }

  /**
   * Until when a number is shut by a dial that may have rung, or may still (MECHANISMS.md C2).
   *
   * @param gateAt when the gate let the dial through
   */
  public static Instant shutUntil(Instant gateAt, Duration ringMax, Duration lengthMax) {
    return gateAt.plus(ringMax).plus(lengthMax);
  }

  private static DialStep accepted(DialState state, @Nullable String known, String heard) {
    if (known != null) {
      return known.equals(heard) ? new Stays() : new SecondCall(heard);
    }
    boolean closed = state != DialState.DIALLING && state != DialState.UNKNOWN;
    return new Moves(DialState.PLACED, closed);
  }

  private static DialStep fromOpenQuestion(DialState state, DialState to) {
    return state == DialState.DIALLING || state == DialState.UNKNOWN
        ? new Moves(to, false)
        : new Stays();
  }
}
