package io.callstream.dispatcher.guard;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.callstream.contracts.Topics;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What lies on a topic beyond the place to which this ledger has read it. */
public final class Unread {

  private static final String NAME = "callstream-dispatcher-scan";
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final KafkaSettings kafka;
  private final JdbcClient database;

  public Unread(KafkaSettings kafka, JdbcClient database) {
    this.kafka = kafka;
    this.database = database;
  }

  /**
   * Reads on to the topic's present end, or until it is enough.
   *
   * @param enough is given what was read
   * @return whether it was enough
   * @throws IllegalStateException when neither is so within a minute
   */
  public boolean read(String topic, Predicate<List<ConsumerRecord<byte[], byte[]>>> enough)
      throws Exception {
    try (var consumer = consumer(topic)) {
      seek(consumer, topic);
      return read(consumer, consumer.endOffsets(consumer.assignment()), enough);
    }
  }

  /** Where the topic ends now. */
  public Map<TopicPartition, Long> ends(String topic) {
    try (var consumer = consumer(topic)) {
      return consumer.endOffsets(consumer.assignment());
    }
  }

  /**
   * Whether a record before those ends is still to be read; what has come since does not count.
   *
   * @param ends of that topic, from earlier
   * @throws IllegalStateException when it cannot be said within a minute
   */
  public boolean anyBefore(Map<TopicPartition, Long> ends, String topic) throws Exception {
    try (var consumer = consumer(topic)) {
      seek(consumer, topic);
      return read(
          consumer,
          ends,
          records ->
              records.stream()
                  .anyMatch(record ->
                      record.offset()
                          < requireNonNull(
                              ends.get(new TopicPartition(topic, record.partition())))));
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer(String topic) {
    var consumer = new KafkaConsumer<byte[], byte[]>(KafkaClients.consumer(kafka, NAME, NAME));
    consumer.assign(
        IntStream.range(0, Topics.PARTITIONS).mapToObj(n -> new TopicPartition(topic, n)).toList());
    return consumer;
  }

  private static boolean read(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> ends,
      Predicate<List<ConsumerRecord<byte[], byte[]>>> enough) {
    long from = System.nanoTime();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      if (System.nanoTime() - from > LIMIT.toNanos()) {
        throw new IllegalStateException("a topic could not be read to its end within " + LIMIT);
      }
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      consumer.poll(POLL).forEach(records::add);
      if (!records.isEmpty() && enough.test(records)) {
        return true;
      }
    }
    return false;
  }

  private void seek(KafkaConsumer<byte[], byte[]> consumer, String topic) throws Exception {
    var partitions = consumer.assignment();
    var stored = stored(topic);
    var first = consumer.beginningOffsets(partitions);
    var last = consumer.endOffsets(partitions);
    for (var partition : partitions) {
      long begin = requireNonNull(first.get(partition));
      long end = requireNonNull(last.get(partition));
      long next = stored.getOrDefault(partition.partition(), begin);
      consumer.seek(partition, next >= begin && next <= end ? next : begin);
    }
  }

  /** Offsets of the topic that is there now; another topic of that name is read from its start. */
  private Map<Integer, Long> stored(String topic) throws Exception {
    try (var admin = Admin.create(KafkaClients.admin(kafka, NAME))) {
      var described =
          admin.describeTopics(List.of(topic)).allTopicNames().get(LIMIT.toSeconds(), SECONDS);
      var id = requireNonNull(described.get(topic)).topicId();
      var found = new HashMap<Integer, Long>();
      database
          .sql(
              """
              select partition, next_offset from dispatch.offsets
               where topic = :topic and topic_id = :id
              """)
          .param("topic", topic)
          .param("id", new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()))
          .query(row -> {
            found.put(row.getInt("partition"), row.getLong("next_offset"));
          });
      return found;
    }
  }
}
