package io.callstream.runtime.reader;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The partitions one thread was given, and how far each was read when last looked at the database.
 * A partition is unsettled until its stored offset is known. For one thread.
 */
final class Held {

  private final Map<TopicPartition, StoredOffset> settled = new HashMap<>();
  private final Set<TopicPartition> unsettled = new HashSet<>();
  private final Map<TopicPartition, DeadLetterWindow> windows = new HashMap<>();

  /** From now on only {@link #settle} makes these readable. */
  void unsettle(Collection<TopicPartition> partitions) {
    partitions.forEach(settled::remove);
    unsettled.addAll(partitions);
  }

  void settle(TopicPartition partition, StoredOffset offset) {
    unsettled.remove(partition);
    settled.put(partition, offset);
  }

  void forget(Collection<TopicPartition> partitions) {
    partitions.forEach(settled::remove);
    partitions.forEach(windows::remove);
    unsettled.removeAll(partitions);
  }

  Set<TopicPartition> unsettled() {
    return Set.copyOf(unsettled);
  }

  /** How far those were read whose stored offset is known. */
  Map<TopicPartition, StoredOffset> settled() {
    return Map.copyOf(settled);
  }

  Set<TopicPartition> all() {
    Set<TopicPartition> all = new HashSet<>(settled.keySet());
    all.addAll(unsettled);
    return all;
  }

  @Nullable StoredOffset offset(TopicPartition partition) {
    return settled.get(partition);
  }

  DeadLetterWindow window(TopicPartition partition) {
    return windows.computeIfAbsent(partition, _ -> new DeadLetterWindow());
  }

  /** Whether every one of these may be worked off: owned, and not before the stored offset. */
  boolean owns(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream()
        .allMatch(record -> {
          StoredOffset offset = settled.get(partition(record));
          return offset != null && record.offset() >= offset.next();
        });
  }

  /** How the stored offsets move when these records, all owned, are worked off. */
  List<StoredOffsets.Move> moves(List<ConsumerRecord<byte[], byte[]>> records) {
    Map<TopicPartition, Long> next = new HashMap<>();
    records.forEach(r -> next.merge(partition(r), r.offset() + 1, Math::max));
    return next.entrySet().stream().map(e -> move(e.getKey(), e.getValue())).toList();
  }

  private StoredOffsets.Move move(TopicPartition partition, long next) {
    StoredOffset from = settled.get(partition);
    if (from == null) {
      throw new IllegalStateException("not settled: " + partition);
    }
    return new StoredOffsets.Move(partition, from, new StoredOffset(from.topicId(), next));
  }

  void moved(List<StoredOffsets.Move> moves) {
    moves.forEach(m -> settled.put(m.partition(), m.to()));
  }

  static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}
