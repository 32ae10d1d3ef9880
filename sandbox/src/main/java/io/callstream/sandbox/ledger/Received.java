package io.callstream.sandbox.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is to be written of a create; the fields are those of its line.
 *
 * @param callId null when no call was made; else the phone rang
 * @param answer null when the connection is to be cut
 */
public record Received(
    Instant at,
    @Nullable String callId,
    @Nullable String toNumber,
    @Nullable String fromNumber,
    @Nullable ObjectNode metadata,
    @Nullable Integer answer) {

  LedgerLine line(long seq) {
    return new LedgerLine(seq, at, callId, toNumber, fromNumber, metadata, callId != null, answer);
  }
}
