package io.callstream.retell.ending;

import io.callstream.contracts.CallStatus;
import io.callstream.contracts.Outcome;
import io.callstream.retell.RetellCall;
import org.jspecify.annotations.Nullable;

/**
 * What Retell's word on a call means for us (Retell facts, 7.1 and 7.2). Pure, and the only place
 * where a status or an outcome is made from Retell's.
 *
 * @param ended whether the call is over
 * @param status ours; null when Retell's status says nothing: keep the one that is stored
 * @param outcome null unless ended
 * @param known false when status or reason, or the two together, are new to us: to be counted
 */
public record Ending(
    boolean ended, @Nullable CallStatus status, @Nullable Outcome outcome, boolean known) {

  /** What a snapshot says, such as get-call's answer. */
  public static Ending of(RetellCall call) {
    return of(null, call);
  }

  /**
   * What a webhook says.
   *
   * @param event the webhook's event; null for a snapshot
   */
  public static Ending of(@Nullable String event, RetellCall call) {
    var status = call.callStatus();
    boolean over =
        "call_ended".equals(event)
            || "call_analyzed".equals(event)
            || terminal(status)
            || call.endedAt() != null;
    if (over) {
      return over(status, call.disconnectionReason());
    }
    var going = going(status);
    return "call_started".equals(event) ? started(going) : going;
  }

  /** What a pair of Retell's status and reason says where no more is known. */
  public static Ending of(@Nullable String callStatus, @Nullable String reason) {
    return terminal(callStatus) ? over(callStatus, reason) : going(callStatus);
  }

  private static boolean terminal(@Nullable String callStatus) {
    return "ended".equals(callStatus)
        || "not_connected".equals(callStatus)
        || "error".equals(callStatus);
  }

  private static Ending going(@Nullable String callStatus) {
    return switch (callStatus) {
      case "registered" -> new Ending(false, CallStatus.INITIATED, null, true);
      case "ringing", "dialing" -> new Ending(false, CallStatus.RINGING, null, true);
      case "ongoing", "active" -> new Ending(false, CallStatus.IN_PROGRESS, null, true);
      case null -> new Ending(false, null, null, true);
      default -> new Ending(false, null, null, false);
    };
  }

  private static Ending started(Ending going) {
    return going.status() == CallStatus.IN_PROGRESS
        ? going
        : new Ending(false, CallStatus.IN_PROGRESS, null, false);
  }

  private static Ending over(@Nullable String callStatus, @Nullable String reason) {
    if (reason == null) {
      return withoutReason(callStatus);
    }
    return DisconnectionReasons.find(reason)
        .map(row -> new Ending(true, row.status(), row.outcome(), true))
        .orElseGet(() -> new Ending(true, statusOfNew(callStatus, reason), Outcome.FAILED, false));
  }

  /** Ended for sure but in a status that says otherwise: taken as a call that took place. */
  private static Ending withoutReason(@Nullable String callStatus) {
    return switch (callStatus) {
      case "ended" -> new Ending(true, CallStatus.COMPLETED, Outcome.ANSWERED, true);
      case "not_connected", "error" -> new Ending(true, CallStatus.FAILED, Outcome.FAILED, true);
      case "registered" -> new Ending(true, CallStatus.FAILED, Outcome.FAILED, false);
      case null, default -> new Ending(true, CallStatus.COMPLETED, Outcome.ANSWERED, false);
    };
  }

  private static CallStatus statusOfNew(@Nullable String callStatus, String reason) {
    boolean failed =
        reason.startsWith("error_")
            || reason.startsWith("dial_")
            || "not_connected".equals(callStatus)
            || "error".equals(callStatus);
    return failed ? CallStatus.FAILED : CallStatus.COMPLETED;
  }
}
