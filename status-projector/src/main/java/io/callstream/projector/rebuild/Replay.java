package io.callstream.projector.rebuild;

import io.callstream.projector.rebuild.ReadSoFar.Span;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads parts of partitions from Kafka, without a group. For one thread. */
final class Replay implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(500);

  /** Polls in a row that may bring nothing; then Kafka is not well. */
  private static final int SILENT_POLLS_MAX = 120;

  /** More records in a transaction gain nothing (measured for the live rows). */
  private static final int RECORDS = 500;

  private final KafkaConsumer<byte[], byte[]> consumer;

  Replay(KafkaSettings kafka) {
    var config = KafkaClients.consumer(kafka, "status-projector-rebuild", "rebuild");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS);
    this.consumer = new KafkaConsumer<>(config);
  }

  /**
   * Some records.
   *
   * @param next where each of their partitions goes on
   */
  record Part(List<ConsumerRecord<byte[], byte[]>> records, Map<TopicPartition, Long> next) {}

  /**
   * Reads all of the spans, as far as Kafka still has it.
   *
   * @throws CannotRebuild when Kafka brings nothing for a minute
   */
  void read(Map<TopicPartition, Span> spans, Consumer<Part> use) {
    var left = new HashMap<>(spans);
    consumer.assign(left.keySet());
    // A partition that was paused at the end of an earlier span still is.
    consumer.resume(left.keySet());
    var begins = consumer.beginningOffsets(left.keySet());
    left.forEach((p, span) -> consumer.seek(p, Math.max(begins.getOrDefault(p, 0L), span.first())));
    int silent = 0;
    while (!left.isEmpty()) {
      var part = part(left);
      silent = part.next().isEmpty() ? silent + 1 : 0;
      if (silent > SILENT_POLLS_MAX) {
        throw new CannotRebuild("Kafka brings nothing of " + left.keySet());
      }
      if (silent == 0) {
        use.accept(part);
      }
    }
  }

  /** One poll. What lies beyond a span's end is none of ours: the projectors have not read it. */
  private Part part(Map<TopicPartition, Span> left) {
    var before = positions(left.keySet());
    var polled = consumer.poll(POLL);
    var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    var next = new HashMap<TopicPartition, Long>();
    left.forEach((partition, span) -> {
      long position = consumer.position(partition);
      polled.records(partition).stream()
          .filter(r -> r.offset() < span.next())
          .forEach(records::add);
      // Also past what is no record: the marks of transactions, and what retention took.
      if (position >= span.next() || position > before.getOrDefault(partition, 0L)) {
        next.put(partition, Math.min(position, span.next()));
      }
    });
    next.forEach((partition, position) -> {
      left.computeIfPresent(partition, (_, span) -> position < span.next() ? span : null);
    });
    consumer.pause(next.keySet().stream().filter(p -> !left.containsKey(p)).toList());
    return new Part(records, next);
  }

  private Map<TopicPartition, Long> positions(Set<TopicPartition> of) {
    var positions = new HashMap<TopicPartition, Long>();
    of.forEach(p -> positions.put(p, consumer.position(p)));
    return positions;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
