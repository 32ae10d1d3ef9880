package io.callstream.runtime.reader;

import java.util.List;

/**
 * What a reader reads.
 *
 * @param group the consumer group, also the tag of its metrics
 * @param topics all with their dead-letter topics
 * @param schema whose table {@code offsets} holds this reader's offsets; one group per schema and
 *     topic
 * @param maxPollRecords the most records in one transaction
 * @param concurrency how many threads, each with a consumer of its own
 */
public record ReaderSettings(
    String group, List<String> topics, String schema, int maxPollRecords, int concurrency) {

  public ReaderSettings {
    topics = List.copyOf(topics);
    if (!schema.matches("[a-z_]+")) {
      throw new IllegalArgumentException("not a schema name: " + schema);
    }
  }
}
