package io.callstream.dispatcher.rules;

import io.callstream.hours.CallingHours;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What concerns the person at the other end, read under the lock of the number.
 *
 * @param suppressed on the do-not-call list
 * @param hours when they may be called; null for a single call at any time
 * @param zones where they may live; empty when nobody knows
 * @param lastCall the last dial to the number that may have rung, of whatever request, within the
 *     gap or the day
 * @param minGap between two calls to the number
 * @param dayCalls dials to the number that may have rung in the last 24 hours, oldest first
 * @param dailyCap how many of them there may be; null for no cap
 */
public record CalleeFacts(
    boolean suppressed,
    @Nullable CallingHours hours,
    List<ZoneId> zones,
    @Nullable Instant lastCall,
    Duration minGap,
    List<Instant> dayCalls,
    @Nullable Integer dailyCap) {}
