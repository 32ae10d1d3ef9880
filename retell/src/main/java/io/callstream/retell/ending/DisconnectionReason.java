package io.callstream.retell.ending;

import io.callstream.contracts.CallStatus;
import io.callstream.contracts.Outcome;

/**
 * One row of the table of reasons.
 *
 * @param name Retell's {@code disconnection_reason}
 * @param status always terminal; it holds whatever terminal status Retell gives with the reason
 * @param current false for reasons that Retell no longer sends but old data has
 */
public record DisconnectionReason(
    String name, CallStatus status, Outcome outcome, RetryClass retry, boolean current) {}
