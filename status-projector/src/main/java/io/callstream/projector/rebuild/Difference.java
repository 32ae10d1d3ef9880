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
 */
public record Difference(
    int from, long rows, long older, long changed, Map<String, Long> byColumn, long unseen) {}
