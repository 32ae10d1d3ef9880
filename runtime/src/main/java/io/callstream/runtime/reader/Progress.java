package io.callstream.runtime.reader;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/**
 * What all threads of a reader know together: how far each partition has been read, of which topic,
 * and which are stopped for as long as this process has them.
 */
final class Progress {

  private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
  private final Map<TopicPartition, UUID> topicIds = new ConcurrentHashMap<>();
  private final Set<TopicPartition> stopped = ConcurrentHashMap.newKeySet();

  /**
   * A partition is read so far.
   *
   * @param position the next offset to read
   */
  void at(TopicPartition partition, long position) {
    positions.put(partition, position);
  }

  /** The partition is read as one of the topic with this id. */
  void readAs(TopicPartition partition, UUID topicId) {
    topicIds.put(partition, topicId);
  }

  /** What each partition that is read takes its topic for. */
  Map<TopicPartition, UUID> topicIds() {
    return Map.copyOf(topicIds);
  }

  void forget(Collection<TopicPartition> partitions) {
    partitions.forEach(positions::remove);
    partitions.forEach(topicIds::remove);
    partitions.forEach(stopped::remove);
  }

  /** The next offset to read of each partition. */
  Map<TopicPartition, Long> positions() {
    return Map.copyOf(positions);
  }

  void stop(TopicPartition partition) {
    stopped.add(partition);
  }

  boolean isStopped(TopicPartition partition) {
    return stopped.contains(partition);
  }

  int stoppedCount() {
    return stopped.size();
  }
}
