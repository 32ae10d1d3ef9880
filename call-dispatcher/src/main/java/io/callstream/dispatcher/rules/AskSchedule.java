package io.callstream.dispatcher.rules;

import java.time.Duration;
import java.time.Instant;

/** When Retell is asked about a dial, and when asking ends. */
public final class AskSchedule {

  /** So many healthy answers must have known nothing before we conclude anything from it. */
  public static final int MISSES_NEEDED = 3;

  private static final int ASKS_BEFORE_GIVING_UP = 5;

  private AskSchedule() {}

  /**
   * The waits between questions about an unknown dial: often at first, and several times before it
   * may be abandoned.
   */
  public static Backoff whileUnknown(Duration first, Duration abandonAfter) {
    var longest = abandonAfter.dividedBy(ASKS_BEFORE_GIVING_UP);
    return new Backoff(first, longest.compareTo(first) > 0 ? longest : first);
  }

  /**
   * Whether an unknown dial is given up, asked after an answer that did not have it.
   *
   * @param misses such answers, this one included
   */
  public static boolean abandon(
      Instant unknownSince, int misses, Duration abandonAfter, Instant now) {
    return misses >= MISSES_NEEDED && !now.isBefore(unknownSince.plus(abandonAfter));
  }

  /**
   * Whether a placed dial whose end nobody says is given up as lost.
   *
   * @param longestEnd when the longest call would be over: gate, ring and length
   */
  public static boolean lost(int misses, Instant longestEnd, Instant now) {
    return misses >= MISSES_NEEDED || !now.isBefore(longestEnd);
  }
}
