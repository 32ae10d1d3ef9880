package io.callstream.gateway.dryrun;

import java.time.Duration;

/**
 * What a dry run must be told.
 *
 * @param callLengthMax {@code CALL_LENGTH_MAX}: how much of a budget's minutes a call may use up
 */
public record DryRunSettings(Duration callLengthMax) {}
