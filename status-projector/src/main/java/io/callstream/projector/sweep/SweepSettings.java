package io.callstream.projector.sweep;

import io.callstream.retell.RetellAccount;
import java.time.Duration;

/**
 * How Retell is looked at.
 *
 * @param every the rest between two sweeps
 * @param back how much longer than since the last sweep a call may have gone on: a sweep lists by
 *     the time of connecting, and looks for what has ended
 * @param grace after a call's end, for its webhooks and their repeats
 */
public record SweepSettings(RetellAccount account, Duration every, Duration back, Duration grace) {}
