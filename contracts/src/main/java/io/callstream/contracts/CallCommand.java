package io.callstream.contracts;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A record of {@link Topics#CALL_REQUESTS}, written by the gateway; its key is the request's id.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = CallCommand.PlaceCall.class, name = "place_call"),
  @JsonSubTypes.Type(value = CallCommand.WebCallMade.class, name = "web_call_made"),
  @JsonSubTypes.Type(value = CallCommand.RequestCancelled.class, name = "request_cancelled"),
  @JsonSubTypes.Type(value = CallCommand.RequestUndeliverable.class, name = "request_undeliverable")
})
public sealed interface CallCommand {

  /** The request this is about. */
  UUID requestId();

  /** The call (attempt) this is about. */
  UUID callId();

  /** What somebody asked for and the gateway accepted. */
  sealed interface Wanted extends CallCommand {

    /** Retell's dynamic variables. */
    Map<String, String> variables();

    /** The caller's own; never a key that begins {@link MetadataKeys#PREFIX}. */
    ObjectNode metadata();

    /** Id of the API key. */
    String createdBy();

    /** When the gateway accepted it. */
    Instant requestedAt();
  }

  /**
   * The wish to reach one person.
   *
   * @param callId of attempt 1, equal to the request's id
   * @param attempt counted from 1
   * @param toNumber callee, E.164
   * @param fromNumber caller, E.164
   * @param agentId Retell's agent; null for the one bound to the number
   * @param variables Retell's dynamic variables
   * @param metadata the caller's own; never a key that begins {@link MetadataKeys#PREFIX}
   * @param dueAt not before this
   * @param expiresAt never dialled at or after this
   * @param createdBy id of the API key
   * @param requestedAt when the gateway accepted it
   * @param timezone the callee's own, in place of those of the number; an IANA name
   * @param window when the callee may be called; null for a single call at any time and for a
   *     campaign's call, whose campaign says it
   * @param retry when it is called again; null for never and for a campaign's call
   */
  record PlaceCall(
      UUID requestId,
      UUID callId,
      int attempt,
      @Nullable UUID campaignId,
      String toNumber,
      String fromNumber,
      @Nullable String agentId,
      Map<String, String> variables,
      ObjectNode metadata,
      Instant dueAt,
      Instant expiresAt,
      String createdBy,
      Instant requestedAt,
      @Nullable String timezone,
      @Nullable CallWindow window,
      @Nullable RetryRule retry)
      implements Wanted {

    /** A single call at any time, never repeated. */
    public PlaceCall(
        UUID requestId,
        UUID callId,
        int attempt,
        @Nullable UUID campaignId,
        String toNumber,
        String fromNumber,
        @Nullable String agentId,
        Map<String, String> variables,
        ObjectNode metadata,
        Instant dueAt,
        Instant expiresAt,
        String createdBy,
        Instant requestedAt) {
      this(
          requestId,
          callId,
          attempt,
          campaignId,
          toNumber,
          fromNumber,
          agentId,
          variables,
          metadata,
          dueAt,
          expiresAt,
          createdBy,
          requestedAt,
          null,
          null,
          null);
    }
  }

  /**
   * A web call that the gateway had Retell make: it rings nobody, a browser joins it. Its dial is
   * placed from the start, and its end is asked for like any other (MECHANISMS.md C5). The token it
   * is joined with is kept nowhere.
   *
   * @param callId equal to the request's id: there is one attempt
   * @param joinBefore Retell ends it when nobody has joined by then
   */
  record WebCallMade(
      UUID requestId,
      UUID callId,
      UUID dialId,
      String retellCallId,
      String agentId,
      Map<String, String> variables,
      ObjectNode metadata,
      Instant joinBefore,
      String createdBy,
      Instant requestedAt)
      implements Wanted {}

  /** The request was withdrawn before any dial; the gateway alone says so (MECHANISMS.md C4). */
  record RequestCancelled(UUID requestId, UUID callId, Instant cancelledAt, String cancelledBy)
      implements CallCommand {}

  /**
   * The request was sent again as often as is allowed and still is not known everywhere; the
   * dispatcher ends it, unless it has been dialled (MECHANISMS.md C7).
   */
  record RequestUndeliverable(UUID requestId, UUID callId, Instant givenUpAt)
      implements CallCommand {}
}
