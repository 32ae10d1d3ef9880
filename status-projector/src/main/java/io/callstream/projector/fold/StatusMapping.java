package io.callstream.projector.fold;

import io.callstream.contracts.CallStatus;
import io.callstream.retell.ending.Ending;
import java.util.Optional;
import java.util.UUID;

/**
 * The one place where a status of ours is made (DESIGN.md, "Projector"): pure, from a row and a
 * signal to the next row. What the status is depends on the set of signals alone:
 *
 * <ol>
 *   <li>Retell said that the call is over: that end, the best known of several ({@link Order#END}).
 *   <li>We assumed a placed call lost: that, unless Retell has since spoken of the call as still
 *       on. Words older than the assumption are what it was made on, and do not refute it; else a
 *       call whose end never comes would never end.
 *   <li>We assumed that there is no call (rejected, expired, undeliverable, abandoned, cancelled):
 *       that, unless there is any sign of a call at Retell, of whatever time.
 *   <li>Else the furthest that the call is known to have come.
 * </ol>
 */
public final class StatusMapping {

  /**
   * Rises by one with every change of what the fold makes of signals: of this class, of claims and
   * orders, of Retell's reasons. The rows there are follow by a rebuild.
   */
  public static final int VERSION = 1;

  private StatusMapping() {}

  /** The row after a signal that it has not seen. */
  public static CallRow next(CallRow row, Signal signal) {
    var known = row.known().join(SignalClaims.of(signal));
    return row(row.callId(), row.version() + signal.facts().size(), known);
  }

  /**
   * The row of what is known.
   *
   * @param version how many facts that took
   */
  public static CallRow row(UUID callId, long version, Claims known) {
    return new CallRow(callId, version, known, standing(known));
  }

  /** The row of a call of which nothing is known yet. */
  public static CallRow unknown(UUID callId) {
    return row(callId, 0, Claims.NONE);
  }

  /** Whether Retell used a status or a reason, or a pair of them, that is new to us. */
  public static boolean bearsNews(Signal signal) {
    return signal instanceof Signal.Said said && !Ending.of(said.event(), said.call()).known();
  }

  private static Standing standing(Claims known) {
    return known
        .of(Mark.END)
        .map(end -> Standing.of(end.value()))
        .or(() -> lost(known))
        .or(() -> noCall(known))
        .orElseGet(() -> Standing.on(furthest(known)));
  }

  private static Optional<Standing> lost(Claims known) {
    long lastWord = known.of(Mark.STILL_ON).map(k -> k.source().time()).orElse(Long.MIN_VALUE);
    return known
        .of(Mark.LOST)
        .filter(assumed -> assumed.source().time() >= lastWord)
        .map(assumed -> Standing.of(assumed.value()));
  }

  private static Optional<Standing> noCall(Claims known) {
    return known.has(Mark.AT_RETELL)
        ? Optional.empty()
        : known.of(Mark.NO_CALL).map(assumed -> Standing.of(assumed.value()));
  }

  private static CallStatus furthest(Claims known) {
    if (known.has(Mark.CONNECTED)) {
      return CallStatus.IN_PROGRESS;
    }
    return known.has(Mark.RINGING) ? CallStatus.RINGING : CallStatus.INITIATED;
  }
}
