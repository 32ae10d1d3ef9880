package io.callstream.gateway.stream;

import io.callstream.contracts.Topics;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code call-events} for one listener, from a position on. Kafka itself is the buffer: what
 * the listener does not take is not fetched. For one thread.
 */
final class Tail implements AutoCloseable {

  private static final int BATCH_RECORDS = 100;
  private static final int FETCH_BYTES = 1024 * 1024;
  private static final Duration LOOK = Duration.ofSeconds(10);

  private static final List<TopicPartition> PARTITIONS =
      IntStream.range(0, Topics.PARTITIONS)
          .mapToObj(n -> new TopicPartition(Topics.CALL_EVENTS, n))
          .toList();

  private final Consumer<byte[], byte[]> consumer;
  private final Position position;
  private boolean gap;

  /**
   * Begins.
   *
   * @param from null for what comes from now on
   */
  Tail(KafkaSettings kafka, @Nullable Position from) {
    this.consumer = new KafkaConsumer<>(settings(kafka));
    try {
      consumer.assign(PARTITIONS);
      this.position = begin(from);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private Position begin(@Nullable Position from) {
    var ends = consumer.endOffsets(PARTITIONS, LOOK);
    var begins = consumer.beginningOffsets(PARTITIONS, LOOK);
    var next = new long[PARTITIONS.size()];
    for (var partition : PARTITIONS) {
      long begin = begins.getOrDefault(partition, 0L);
      long end = ends.getOrDefault(partition, 0L);
      long wanted = from == null ? end : from.of(partition.partition());
      // Older than the topic keeps, or of a topic that is no more.
      boolean lost = wanted < begin || wanted > end;
      gap |= lost;
      next[partition.partition()] = lost ? begin : wanted;
      consumer.seek(partition, next[partition.partition()]);
    }
    return new Position(next);
  }

  /** Whether events are missing before those that come next; says so once. */
  boolean hadGap() {
    boolean had = gap;
    gap = false;
    return had;
  }

  /** How far the listener has come. */
  Position position() {
    return position;
  }

  /** What comes next, within this time; each counts as taken when it was {@link #taken}. */
  Iterable<ConsumerRecord<byte[], byte[]>> next(Duration within) {
    try {
      return consumer.poll(within);
    } catch (OffsetOutOfRangeException e) {
      gap = true;
      consumer
          .beginningOffsets(e.partitions(), LOOK)
          .forEach((partition, begin) -> {
            consumer.seek(partition, begin);
            position.move(partition.partition(), begin);
          });
      return List.of();
    }
  }

  void taken(ConsumerRecord<byte[], byte[]> event) {
    position.move(event.partition(), event.offset() + 1);
  }

  @Override
  public void close() {
    consumer.close();
  }

  private static Map<String, Object> settings(KafkaSettings kafka) {
    var settings = KafkaClients.consumer(kafka, "gateway-stream", "gateway-stream");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCH_RECORDS);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    return settings;
  }
}
