package io.callstream.local.journey;

import io.callstream.contracts.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** An outside reader of a topic: all that was ever committed on it, as it comes. */
final class TopicReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final List<ConsumerRecord<String, byte[]>> records = new CopyOnWriteArrayList<>();
  private final List<TopicPartition> partitions;
  private final Properties settings = new Properties();
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable RuntimeException failure;

  TopicReader(String bootstrapServers, String topic) {
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", false);
    settings.put("auto.offset.reset", "earliest");
    settings.put("fetch.max.bytes", 64 * 1024 * 1024);
    partitions =
        IntStream.range(0, Topics.PARTITIONS)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .toList();
    thread = Thread.ofPlatform().daemon().name("reader-" + topic).start(this::read);
  }

  private void read() {
    try (Consumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!closed) {
        consumer.poll(POLL).forEach(records::add);
      }
    } catch (KafkaException e) {
      failure = e;
    }
  }

  /** All records read so far, in order per partition. */
  List<ConsumerRecord<String, byte[]>> records() {
    RuntimeException failed = failure;
    if (failed != null) {
      throw new AssertionError("the topic cannot be read", failed);
    }
    return List.copyOf(records);
  }

  /** The values of a header, by name. */
  static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
    Map<String, String> headers = new java.util.HashMap<>();
    record
        .headers()
        .forEach(header ->
            headers.put(
                header.key(), new String(header.value(), java.nio.charset.StandardCharsets.UTF_8)));
    return headers;
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
