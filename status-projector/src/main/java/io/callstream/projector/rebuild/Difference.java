package io.callstream.projector.rebuild;

import java.util.Map;

/**
 * How the rebuilt rows differ from the live ones.
 *
 * @param from the mapping of the live rows
 * @param rows how many calls there are
 * @param older how many of them stay as they are, since Kafka no longer has all that is known of
 *     them
 * @param changed how many get other values that readers see
 * @param byColumn in how many rows each column changes; only those that do
 * @param unseen how many differ only in what no reader sees
 * @param walBytes what a switch would write at once, more or less: these rows, and an event for
 *     each that readers see
 * @param walBound how much WAL is kept for the relay's slot at most, which reads none of it before
 *     the switch is over; negative where there is no bound
 */
public record Difference(
    int from,
    long rows,
    long older,
    long changed,
    Map<String, Long> byColumn,
    long unseen,
    long walBytes,
    long walBound) {}
