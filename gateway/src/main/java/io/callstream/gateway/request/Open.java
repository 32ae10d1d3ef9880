package io.callstream.gateway.request;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request that has not been seen to end.
 *
 * @param command the message that places it, as it was sent
 * @param withdrawal the message that withdraws it, as it was sent; null for most
 * @param appends how often it was sent
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Open(
    UUID requestId, byte[] command, byte @Nullable [] withdrawal, int appends, boolean givenUp) {}
