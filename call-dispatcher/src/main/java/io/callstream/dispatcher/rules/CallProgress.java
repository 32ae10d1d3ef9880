package io.callstream.dispatcher.rules;

import java.util.Collection;

/** What becomes of a call when one of its dials has changed. */
public final class CallProgress {

  private CallProgress() {}

  /**
   * The call's next state. It waits again only when no dial of it can have rung.
   *
   * @param dials the states of all its dials
   * @param mayTryAgain whether the newest dial ended in a way that allows another one (429, or no
   *     byte sent)
   */
  public static CallState after(Collection<DialState> dials, boolean mayTryAgain) {
    if (dials.stream().anyMatch(DialState::open)) {
      return CallState.IN_FLIGHT;
    }
    boolean rang = dials.stream().anyMatch(DialState::mayHaveRung);
    return mayTryAgain && !rang ? CallState.WAITING : CallState.DONE;
  }
}
