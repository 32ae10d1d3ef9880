package io.callstream.runtime.reader;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/** Finds out where partitions are to be read from, and begins anew where the stored offset lies. */
final class Claiming {

  private static final Logger log = LoggerFactory.getLogger(Claiming.class);

  private final TransactionOperations transactions;
  private final StoredOffsets offsets;
  private final TopicIds topicIds;
  private final ReaderMetrics metrics;

  Claiming(
      TransactionOperations transactions,
      StoredOffsets offsets,
      TopicIds topicIds,
      ReaderMetrics metrics) {
    this.transactions = transactions;
    this.offsets = offsets;
    this.topicIds = topicIds;
    this.metrics = metrics;
  }

  /**
   * The offset to read each partition from. A partition never read before begins at its earliest
   * record; so does one whose topic was made anew since, with an alarm.
   *
   * @throws ExecutionException or another exception when PostgreSQL or Kafka does not say
   */
  Map<TopicPartition, StoredOffset> claim(
      Collection<TopicPartition> partitions, Consumer<?, ?> consumer)
      throws InterruptedException, ExecutionException, TimeoutException {
    Set<String> topics = partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
    Map<String, UUID> ids = topicIds.of(topics);
    Map<TopicPartition, StoredOffset> found = readOrBegin(partitions, ids, consumer);
    for (TopicPartition partition : partitions) {
      StoredOffset stored = require(found.get(partition), partition);
      UUID id = require(ids.get(partition.topic()), partition);
      if (!stored.topicId().equals(id)) {
        found.put(partition, restart(partition, stored, id, "topic_recreated", consumer));
      }
    }
    return found;
  }

  /** Those whose stored offset is not what their owner has read or written last. */
  Set<TopicPartition> changed(Map<TopicPartition, StoredOffset> known) {
    if (known.isEmpty()) {
      return Set.of();
    }
    Map<TopicPartition, StoredOffset> stored = offsets.read(known.keySet());
    return known.entrySet().stream()
        .filter(one -> !one.getValue().equals(stored.get(one.getKey())))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /**
   * Begins again at the earliest record, because Kafka no longer has (or never had) what the stored
   * offset names. Everything still there is worked off once more.
   *
   * @throws StaleOffset when another owner has moved the offset meanwhile
   */
  StoredOffset restart(TopicPartition partition, StoredOffset stored, Consumer<?, ?> consumer) {
    return restart(partition, stored, stored.topicId(), "out_of_range", consumer);
  }

  private Map<TopicPartition, StoredOffset> readOrBegin(
      Collection<TopicPartition> partitions, Map<String, UUID> ids, Consumer<?, ?> consumer) {
    Map<TopicPartition, StoredOffset> found = offsets.read(partitions);
    List<TopicPartition> missing = partitions.stream().filter(p -> !found.containsKey(p)).toList();
    if (missing.isEmpty()) {
      return found;
    }
    Map<TopicPartition, StoredOffset> first = new HashMap<>();
    consumer
        .beginningOffsets(missing)
        .forEach((p, earliest) ->
            first.put(p, new StoredOffset(require(ids.get(p.topic()), p), earliest)));
    offsets.insertMissing(first);
    return offsets.read(partitions);
  }

  private StoredOffset restart(
      TopicPartition partition,
      StoredOffset stored,
      UUID topicId,
      String reason,
      Consumer<?, ?> consumer) {
    long earliest =
        require(consumer.beginningOffsets(List.of(partition)).get(partition), partition);
    var anew = new StoredOffset(topicId, earliest);
    transactions.executeWithoutResult(
        _ -> offsets.move(List.of(new StoredOffsets.Move(partition, stored, anew))));
    metrics.restart(partition.topic(), reason);
    log.error(
        "{} is read again from its earliest record {} instead of {}: {}",
        partition,
        earliest,
        stored.next(),
        reason);
    return anew;
  }

  private static <T> T require(@org.jspecify.annotations.Nullable T value, TopicPartition of) {
    if (value == null) {
      throw new IllegalStateException("Kafka or the offsets table do not know " + of);
    }
    return value;
  }
}
