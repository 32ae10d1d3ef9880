package io.callstream.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A record of {@link Topics#DISPATCH_SIGNALS}, written by the dispatcher; its key is the call's id.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = DispatchSignal.Placed.class, name = "placed"),
  @JsonSubTypes.Type(value = DispatchSignal.Ended.class, name = "ended"),
  @JsonSubTypes.Type(value = DispatchSignal.RetryScheduled.class, name = "retry_scheduled"),
  @JsonSubTypes.Type(value = DispatchSignal.RequestCompleted.class, name = "request_completed"),
  @JsonSubTypes.Type(value = DispatchSignal.Heartbeat.class, name = "heartbeat")
})
public sealed interface DispatchSignal {

  /** Where the dispatcher learned an end. */
  enum Source {
    /** From Retell's webhook, which the projector reads itself and so ignores here. */
    @JsonProperty("webhook")
    WEBHOOK,
    /** From asking Retell. */
    @JsonProperty("asked")
    ASKED,
    /** From nobody: an end of ours, which yields to anything Retell says (MECHANISMS.md C2). */
    @JsonProperty("assumed")
    ASSUMED
  }

  /**
   * Retell has taken the call.
   *
   * @param at when the dispatcher had the evidence
   * @param late whether the dial had been closed, or another one was open
   */
  record Placed(
      UUID requestId, UUID callId, UUID dialId, String retellCallId, Instant at, boolean late)
      implements DispatchSignal {}

  /**
   * The call is over, as far as the dispatcher is concerned.
   *
   * @param dialId null when it was never dialled
   * @param retellCallId null when none is known
   * @param errorCode set exactly when assumed
   * @param errorMessage in words, for people
   * @param providerCall Retell's call object as get-call or list-calls gave it; set when asked
   */
  record Ended(
      UUID requestId,
      UUID callId,
      @Nullable UUID dialId,
      @Nullable String retellCallId,
      Source source,
      Instant at,
      @Nullable ErrorCode errorCode,
      @Nullable String errorMessage,
      @Nullable JsonNode providerCall)
      implements DispatchSignal {}

  /**
   * The call before ended so that the rules want another one.
   *
   * @param call the new attempt, as the gateway would have asked for it
   * @param at when the dispatcher decided it
   */
  record RetryScheduled(CallCommand.PlaceCall call, Instant at) implements DispatchSignal {}

  /**
   * The request is over; no attempt follows. Said of each request once, whatever its end.
   *
   * @param callId of the last attempt
   * @param attempt the last one's number
   * @param at when the dispatcher knew
   * @param status that attempt's, where Retell told its end or the request was withdrawn before any
   *     dial; else null: the assumed end was said before
   * @param outcome set exactly where Retell told its end
   */
  record RequestCompleted(
      UUID requestId,
      UUID callId,
      int attempt,
      Instant at,
      @Nullable CallStatus status,
      @Nullable Outcome outcome)
      implements DispatchSignal {}

  /**
   * The dispatcher's database is alive; key = installation; only the restore guard reads it.
   *
   * @param systemIdentifier of the PostgreSQL cluster
   * @param timelineId of the PostgreSQL cluster
   */
  record Heartbeat(String installation, String systemIdentifier, int timelineId, Instant at)
      implements DispatchSignal {}
}
