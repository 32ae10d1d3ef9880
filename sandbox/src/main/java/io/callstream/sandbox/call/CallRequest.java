package io.callstream.sandbox.call;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A create that was understood.
 *
 * @param toNumber E.164
 * @param agentId null leaves it to the number's own
 */
public record CallRequest(
    String fromNumber,
    String toNumber,
    @Nullable String agentId,
    @Nullable ObjectNode metadata,
    @Nullable ObjectNode variables) {}
