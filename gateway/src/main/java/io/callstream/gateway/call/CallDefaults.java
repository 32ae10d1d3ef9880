package io.callstream.gateway.call;

import org.jspecify.annotations.Nullable;

/**
 * What a call gets that does not say it.
 *
 * @param fromNumber {@code RETELL_FROM_NUMBER}, E.164
 * @param agentId {@code RETELL_AGENT_ID}; without it Retell takes the agent bound to the number
 */
public record CallDefaults(@Nullable String fromNumber, @Nullable String agentId) {}
