package io.callstream.gateway.webhook;

import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Topics;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** What a topic holds, read from its beginning. */
final class Records implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<ConsumerRecord<byte[], byte[]>> seen = new ArrayList<>();

  Records(String bootstrapServers, String topic) {
    var settings =
        KafkaClients.consumer(new KafkaSettings(bootstrapServers, (short) 1), "none", "records");
    settings.put("auto.offset.reset", "earliest");
    consumer = new KafkaConsumer<>(settings);
    var partitions =
        IntStream.range(0, Topics.PARTITIONS).mapToObj(p -> new TopicPartition(topic, p)).toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** The records that match, once there are so many. */
  List<ConsumerRecord<byte[], byte[]>> atLeast(
      int count, Predicate<ConsumerRecord<byte[], byte[]>> which) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          consumer.poll(Duration.ofMillis(200)).forEach(seen::add);
          return seen.stream().filter(which).count() >= count;
        });
    return matching(which);
  }

  /** All that match of what is there now. */
  List<ConsumerRecord<byte[], byte[]>> all(Predicate<ConsumerRecord<byte[], byte[]>> which) {
    var ends = consumer.endOffsets(consumer.assignment());
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          consumer.poll(Duration.ofMillis(200)).forEach(seen::add);
          return ends.entrySet().stream()
              .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        });
    return matching(which);
  }

  private List<ConsumerRecord<byte[], byte[]>> matching(
      Predicate<ConsumerRecord<byte[], byte[]>> which) {
    return seen.stream().filter(which).toList();
  }

  static Predicate<ConsumerRecord<byte[], byte[]>> withKey(String key) {
    return message -> message.key() != null && text(message.key()).equals(key);
  }

  static Predicate<ConsumerRecord<byte[], byte[]>> withText(String part) {
    return message -> new String(message.value(), StandardCharsets.ISO_8859_1).contains(part);
  }

  static String header(ConsumerRecord<byte[], byte[]> message, String name) {
    var header = message.headers().lastHeader(name);
    return header == null ? "" : text(header.value());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
