package io.callstream.projector.sweep;

import io.callstream.retell.RetellAccount;
import java.time.Duration;

/**
 * How Retell is looked at.
 *
 * @param every the rest between two sweeps
 * @param grace after a call's end, for its webhooks and their repeats
 * @param slack how much longer than that a call may take to be listed with its end, or its analysis
 */
public record SweepSettings(
    RetellAccount account, Duration every, Duration grace, Duration slack) {}
