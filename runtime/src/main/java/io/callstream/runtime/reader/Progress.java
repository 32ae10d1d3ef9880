package io.callstream.runtime.reader;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * What all threads of a reader know together: how far each partition has been read, of which topic,
 * when it last moved, and which are stopped for as long as this process has them.
 */
final class Progress {

  private final Map<TopicPartition, Place> places = new ConcurrentHashMap<>();
  private final Map<TopicPartition, UUID> topicIds = new ConcurrentHashMap<>();
  private final Set<TopicPartition> stopped = ConcurrentHashMap.newKeySet();
  private final LongSupplier nanoTime;

  Progress(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Where a partition stands.
   *
   * @param position the next offset to read
   * @param since when it came to stand there, by the nano clock
   */
  record Place(long position, long since) {}

  void at(TopicPartition partition, long position) {
    places.compute(
        partition,
        (_, before) ->
            before != null && before.position() == position
                ? before
                : new Place(position, nanoTime.getAsLong()));
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
    partitions.forEach(places::remove);
    partitions.forEach(topicIds::remove);
    partitions.forEach(stopped::remove);
  }

  Map<TopicPartition, Place> places() {
    return Map.copyOf(places);
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
