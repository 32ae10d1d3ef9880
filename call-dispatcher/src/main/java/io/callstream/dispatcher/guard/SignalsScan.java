package io.callstream.dispatcher.guard;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.callstream.contracts.Topics;
import io.callstream.dispatcher.ledger.Signals;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Before the gate may open, reads {@code dispatch-signals} from where this ledger has read it to
 * its present end, and shuts the guard on what it finds there; and so again whenever the database's
 * server was started anew. The reader that runs all the time would find the same, but later than
 * the first dial.
 */
public final class SignalsScan {

  private static final String NAME = "callstream-dispatcher-scan";
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final KafkaSettings kafka;
  private final JdbcClient database;
  private final RestoreGuard guard;
  private final UnknownSignals unknown;

  public SignalsScan(
      KafkaSettings kafka, JdbcClient database, RestoreGuard guard, Signals signals) {
    this.kafka = kafka;
    this.database = database;
    this.guard = guard;
    this.unknown = new UnknownSignals(signals);
  }

  /**
   * Reads, if the server was started since this process last did.
   *
   * @return false: there is nothing to do at once
   */
  public boolean look() throws Exception {
    var databaseStart = guard.databaseStart();
    if (!databaseStart.equals(guard.readBackUnder())) {
      readBack();
      guard.readBack(databaseStart);
    }
    return false;
  }

  private void readBack() throws Exception {
    try (var consumer =
        new KafkaConsumer<byte[], byte[]>(KafkaClients.consumer(kafka, NAME, NAME))) {
      var partitions =
          IntStream.range(0, Topics.PARTITIONS)
              .mapToObj(n -> new TopicPartition(Topics.DISPATCH_SIGNALS, n))
              .toList();
      consumer.assign(partitions);
      seek(consumer, partitions);
      read(consumer, consumer.endOffsets(partitions));
    }
  }

  private void read(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    long from = System.nanoTime();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      if (System.nanoTime() - from > LIMIT.toNanos()) {
        throw new IllegalStateException("dispatch-signals could not be read within " + LIMIT);
      }
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      consumer.poll(POLL).forEach(records::add);
      var found = unknown.first(records);
      if (found.isPresent()) {
        guard.shut(found.get());
        return;
      }
    }
  }

  private void seek(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions)
      throws Exception {
    var stored = stored();
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
  private Map<Integer, Long> stored() throws Exception {
    try (var admin = Admin.create(KafkaClients.admin(kafka, NAME))) {
      var topics = List.of(Topics.DISPATCH_SIGNALS);
      var described = admin.describeTopics(topics).allTopicNames().get(LIMIT.toSeconds(), SECONDS);
      var id = requireNonNull(described.get(Topics.DISPATCH_SIGNALS)).topicId();
      var found = new HashMap<Integer, Long>();
      database
          .sql(
              """
              select partition, next_offset from dispatch.offsets
               where topic = :topic and topic_id = :id
              """)
          .param("topic", Topics.DISPATCH_SIGNALS)
          .param("id", new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()))
          .query(row -> {
            found.put(row.getInt("partition"), row.getLong("next_offset"));
          });
      return found;
    }
  }
}
