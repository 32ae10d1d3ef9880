package io.callstream.sandbox.ledger;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One create that was received (CONTRACT.md, "Sandbox").
 *
 * @param seq counts from 1, over restarts
 * @param callId null when no call was made
 * @param toNumber null when the create could not be read; the same for the next two
 * @param rang whether a call went out: a second one for the same wish would be a double
 * @param answer the HTTP status; null when the connection was cut in place of an answer
 */
@JsonPropertyOrder({
  "seq",
  "received_at",
  "call_id",
  "to_number",
  "from_number",
  "metadata",
  "rang",
  "answer"
})
record LedgerLine(
    long seq,
    Instant receivedAt,
    @Nullable String callId,
    @Nullable String toNumber,
    @Nullable String fromNumber,
    @Nullable ObjectNode metadata,
    boolean rang,
    @Nullable Integer answer) {}
