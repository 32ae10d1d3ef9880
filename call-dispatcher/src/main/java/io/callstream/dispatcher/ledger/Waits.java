package io.callstream.dispatcher.ledger;

import io.callstream.dispatcher.rules.Backoff;
import java.time.Duration;

/**
 * How long the ledger waits for what (CONTRACT.md, "Environment of every jar").
 *
 * @param throttleSettle {@code DIAL_THROTTLE_SETTLE}: after a 429, before that call's next dial
 * @param askUnknown between questions about an unknown dial, from {@code DIAL_ASK_FIRST}
 * @param abandonAfter {@code DIAL_ABANDON_AFTER}
 * @param askPlaced between questions about a placed dial, {@code CALL_ASK_FIRST} to {@code
 *     CALL_ASK_MAX}
 * @param ringMax {@code CALL_RING_MAX}
 * @param lengthMax {@code CALL_LENGTH_MAX}
 */
public record Waits(
    Duration throttleSettle,
    Backoff askUnknown,
    Duration abandonAfter,
    Backoff askPlaced,
    Duration ringMax,
    Duration lengthMax) {}
