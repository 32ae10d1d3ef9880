package io.callstream.projector.fold;

import io.callstream.contracts.CallCommand;
import io.callstream.contracts.CallStatus;
import io.callstream.contracts.ErrorCode;
import io.callstream.projector.fold.Source.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.node.JsonNodeFactory;

/** What a signal makes known of its call. */
final class SignalClaims {

  /** Between assumed ends of one call: whoever may have rung first, then what a person was told. */
  private static final List<ErrorCode> BELOW_WITHDRAWN =
      List.of(ErrorCode.UNDELIVERABLE, ErrorCode.EXPIRED, ErrorCode.REJECTED);

  private static final int WITHDRAWN_WEIGHT = BELOW_WITHDRAWN.size();

  /** Below the word of whoever said it first. */
  private static final int SECOND_HAND = -1;

  private SignalClaims() {}

  static Claims of(Signal signal) {
    return switch (signal) {
      case Signal.Requested requested -> requested(requested);
      case Signal.WebCallMade made -> webCallMade(made);
      case Signal.Withdrawn withdrawn -> withdrawn(withdrawn);
      case Signal.Placed placed -> placed(placed);
      case Signal.Assumed assumed -> assumed(assumed);
      case Signal.RetryScheduled retry -> from(retry, Kind.UNRECOGNISED, 0).done();
      case Signal.Completed completed -> completed(completed);
      case Signal.Said said -> RetellClaims.of(said);
      case Signal.Corrected _ -> Claims.NONE;
    };
  }

  private static Claims requested(Signal.Requested signal) {
    var request = signal.request();
    return wanted(signal, request)
        .id(Field.CAMPAIGN_ID, request.campaignId())
        .number(Field.ATTEMPT, (long) request.attempt())
        .text(Field.CALL_TYPE, "phone_call")
        .text(Field.DIRECTION, "outbound")
        .text(Field.AGENT_ID, request.agentId())
        .text(Field.FROM_NUMBER, request.fromNumber())
        .text(Field.TO_NUMBER, request.toNumber())
        .done();
  }

  /** A web call has neither numbers nor a direction. */
  private static Claims webCallMade(Signal.WebCallMade signal) {
    var call = signal.call();
    return wanted(signal, call)
        .number(Field.ATTEMPT, 1L)
        .text(Field.CALL_TYPE, "web_call")
        .text(Field.AGENT_ID, call.agentId())
        .mark(Mark.AT_RETELL)
        .done();
  }

  private static Statement wanted(Signal signal, CallCommand.Wanted request) {
    var variables = JsonNodeFactory.instance.objectNode();
    request.variables().forEach(variables::put);
    return from(signal, Kind.REQUESTED, 0)
        .json(Field.VARIABLES, variables)
        .json(Field.METADATA, request.metadata())
        .text(Field.CREATED_BY, request.createdBy());
  }

  private static Claims withdrawn(Signal.Withdrawn signal) {
    return from(signal, Kind.WITHDRAWN, WITHDRAWN_WEIGHT)
        .standing(Mark.NO_CALL, Standing.cancelled(signal.at()))
        .done();
  }

  private static Claims placed(Signal.Placed signal) {
    return from(signal, Kind.PLACED, 0)
        .time(Field.PLACED_AT, signal.at())
        .mark(Mark.AT_RETELL)
        .done();
  }

  private static Claims assumed(Signal.Assumed signal) {
    var end = signal.end();
    var code = Objects.requireNonNull(end.errorCode(), "an assumed end has an error code");
    return from(signal, Kind.ASSUMED, weight(code))
        .standing(
            code == ErrorCode.LOST ? Mark.LOST : Mark.NO_CALL,
            Standing.failed(code, end.errorMessage(), signal.at()))
        .done();
  }

  /**
   * The dispatcher may know an end before its webhook, or the gateway's word, is read here: then
   * the end is known with this, and gives way to the one that it is about.
   */
  private static Claims completed(Signal.Completed signal) {
    var over = signal.over();
    var statement = from(signal, Kind.UNRECOGNISED, SECOND_HAND);
    if (over.status() != null && over.outcome() != null) {
      statement.standing(Mark.END, Standing.over(over.status(), over.outcome(), null));
    } else if (over.status() == CallStatus.CANCELLED) {
      statement.standing(Mark.NO_CALL, Standing.cancelled(over.at()));
    }
    return statement.done();
  }

  private static int weight(ErrorCode code) {
    int below = BELOW_WITHDRAWN.indexOf(code);
    return below >= 0 ? below : WITHDRAWN_WEIGHT + 1;
  }

  /** What every signal but Retell's own says: which call, and that it was wanted by then. */
  private static Statement from(Signal signal, Kind kind, int weight) {
    Instant at = signal.at();
    return new Statement(new Source(kind, weight, at.toEpochMilli(), signal.digest()))
        .id(Field.REQUEST_ID, signal.names().requestId())
        .text(Field.RETELL_CALL_ID, signal.names().retellCallId())
        .time(Field.REQUESTED_AT, at);
  }
}
