package io.callstream.gateway.call;

import java.time.Duration;

/**
 * How calls are taken.
 *
 * @param reappendAfter {@code REQUEST_REAPPEND_AFTER}: how long a request may be on its way before
 *     it is sent again
 */
public record CallSettings(CallDefaults defaults, Duration reappendAfter) {}
