package io.callstream.runtime.reader;

import java.util.UUID;

/**
 * Where the reading of a partition stands.
 *
 * @param topicId of the topic that the offset belongs to: a topic made anew has another
 * @param next the offset of the first record whose effect is not there yet
 */
record StoredOffset(UUID topicId, long next) {}
