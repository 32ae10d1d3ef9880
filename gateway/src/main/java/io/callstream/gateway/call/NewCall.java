package io.callstream.gateway.call;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.CallWindow;
import io.callstream.contracts.NameBasedIds;
import io.callstream.contracts.RetryRule;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call somebody asks for, checked and complete.
 *
 * @param dueAt not before this; never before it was asked for
 * @param expiresAt never dialled at or after this; later than {@code dueAt}
 * @param window when the callee may be called; null for any time
 * @param retry when it is repeated; null for never
 */
record NewCall(
    String toNumber,
    String fromNumber,
    @Nullable String agentId,
    Map<String, String> variables,
    ObjectNode metadata,
    Instant dueAt,
    Instant expiresAt,
    @Nullable CallWindow window,
    @Nullable RetryRule retry) {

  private static final int FIRST_ATTEMPT = 1;

  /** The wish as it is sent to who carries it out. */
  PlaceCall asCommand(UUID requestId, String createdBy, Instant requestedAt) {
    return new PlaceCall(
        requestId,
        NameBasedIds.callId(requestId, FIRST_ATTEMPT),
        FIRST_ATTEMPT,
        null,
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
        window,
        retry);
  }
}
