package io.callstream.gateway.request;

import java.time.Duration;

/**
 * When requests are sent again.
 *
 * @param after {@code REQUEST_REAPPEND_AFTER}: how long a request may be on its way before each
 *     repeat
 */
public record RedeliverySettings(Duration after) {}
