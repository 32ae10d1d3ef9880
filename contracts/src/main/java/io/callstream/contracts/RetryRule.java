package io.callstream.contracts;

import java.util.List;

/**
 * When a single call is repeated (MECHANISMS.md C3).
 *
 * @param maxAttempts of the whole request, the first one included; at least 2
 * @param on outcomes or Retell's reasons, whichever names the end
 * @param delayS seconds from the end to the next attempt
 */
public record RetryRule(int maxAttempts, List<String> on, long delayS) {}
