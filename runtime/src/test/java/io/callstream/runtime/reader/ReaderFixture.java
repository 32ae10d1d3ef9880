package io.callstream.runtime.reader;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.callstream.contracts.Topics;
import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.database.Migrations;
import io.callstream.runtime.database.Pools;
import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.kafka.TopicSetup;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.callstream.testing.TestKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database with an offsets table and a table of effects, a topic of its own, and readers. */
final class ReaderFixture implements AutoCloseable {

  static final String SCHEMA = "readertest";
  static final String POISON = "poison";
  static final Duration LIMIT = Duration.ofSeconds(60);

  /** For tests in which a transaction comes to its limit. */
  static final Duration SHORT = Duration.ofSeconds(2);

  final TestDatabase database = TestDatabases.create();
  final KafkaSettings kafka = KafkaSettings.from(Environment.of(TestKafka.environment()));
  final String topic = "reader-" + UUID.randomUUID();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final HikariDataSource pool;
  final JdbcClient jdbc;
  final Admin admin = Admin.create(KafkaClients.admin(kafka, "test"));
  private final KafkaProducer<byte[], byte[]> producer =
      new KafkaProducer<>(KafkaClients.producer(kafka, "test"));
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();
  private final List<StoredOffsetReader> readers = new ArrayList<>();

  /**
   * @param limit of a transaction
   */
  ReaderFixture(Duration limit) throws Exception {
    DatabaseSettings settings = DatabaseSettings.from(Environment.of(database.environment()));
    Migrations.migrate(settings, SCHEMA);
    pool = Pools.open(settings, "callstream_projector", 8, limit);
    jdbc = JdbcClient.create(pool);
    createTopics();
  }

  void createTopics() throws Exception {
    TopicSetup.ensure(kafka, List.of(topic, Topics.deadLetters(topic)));
  }

  void deleteTopic(String name) throws Exception {
    admin.deleteTopics(List.of(name)).all().get(30, TimeUnit.SECONDS);
    await()
        .atMost(LIMIT)
        .until(() -> !admin.listTopics().names().get(30, TimeUnit.SECONDS).contains(name));
  }

  /** Sends {@code from} to {@code to - 1} as values, spread over all partitions. */
  void send(int from, int to) {
    IntStream.range(from, to).forEach(i -> send(i % Topics.PARTITIONS, Integer.toString(i)));
    flush();
  }

  void send(int partition, String value) {
    sent.add(
        producer.send(
            new ProducerRecord<>(topic, partition, null, value.getBytes(StandardCharsets.UTF_8))));
  }

  /** Waits until Kafka has all that was sent. */
  void flush() {
    producer.flush();
    sent.forEach(future -> {
      if (future.state() != Future.State.SUCCESS) {
        throw new IllegalStateException("not sent", future.exceptionNow());
      }
    });
    sent.clear();
  }

  /** Writes each record to the effects; a record whose value is "poison" fails after that. */
  void record(List<ConsumerRecord<byte[], byte[]>> records) {
    record(jdbc, records);
  }

  static void record(JdbcClient jdbc, List<ConsumerRecord<byte[], byte[]>> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      jdbc.sql("insert into readertest.effects values (?, ?, ?, ?)")
          .param(record.topic())
          .param(record.partition())
          .param(record.offset())
          .param(value(record))
          .update();
      if (value(record).equals(POISON)) {
        throw new IllegalArgumentException("cannot be worked off");
      }
    }
  }

  static String value(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.value(), StandardCharsets.UTF_8);
  }

  StoredOffsetReader start(String group, BatchHandler handler) {
    return start(group, 1, handler);
  }

  StoredOffsetReader start(String group, int concurrency, BatchHandler handler) {
    var settings = new ReaderSettings(group, List.of(topic), SCHEMA, 100, concurrency);
    var reader = new StoredOffsetReader(settings, kafka, pool, handler, meters);
    readers.add(reader);
    reader.start();
    return reader;
  }

  /** Waits until each group has been given every partition. */
  void awaitAssigned(String... groups) {
    await()
        .atMost(LIMIT)
        .until(() ->
            admin
                .describeConsumerGroups(List.of(groups))
                .all()
                .get(30, TimeUnit.SECONDS)
                .values()
                .stream()
                .allMatch(group ->
                    group.members().stream()
                            .mapToInt(member -> member.assignment().topicPartitions().size())
                            .sum()
                        == Topics.PARTITIONS));
  }

  List<String> effects() {
    return jdbc.sql("select value from readertest.effects")
        .query((row, _) -> row.getString(1))
        .list();
  }

  Map<Integer, Long> offsets() {
    return jdbc
        .sql("select partition, next_offset from readertest.offsets")
        .query((row, _) -> Map.entry(row.getInt(1), row.getLong(2)))
        .list()
        .stream()
        .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  void awaitEffects(int count) {
    await().atMost(LIMIT).until(() -> effects().size() >= count);
  }

  double metric(String name) {
    return meters.find(name).counters().stream().mapToDouble(c -> c.count()).sum();
  }

  double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  void asSuperuser(String sql) throws SQLException {
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  void setOffset(int partition, long offset) throws SQLException {
    try (Connection connection = database.connectAsSuperuser();
        PreparedStatement update =
            connection.prepareStatement(
                "update readertest.offsets set next_offset = ? where partition = ?")) {
      update.setLong(1, offset);
      update.setInt(2, partition);
      update.executeUpdate();
    }
  }

  List<ConsumerRecord<byte[], byte[]>> deadLetters() {
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<byte[], byte[]>(KafkaClients.consumer(kafka, "none", "test"))) {
      Set<TopicPartition> all =
          IntStream.range(0, Topics.PARTITIONS)
              .mapToObj(n -> new TopicPartition(Topics.deadLetters(topic), n))
              .collect(java.util.stream.Collectors.toSet());
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (all.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer.poll(Duration.ofMillis(200)).forEach(found::add);
      }
    }
    return found;
  }

  @Override
  public void close() throws SQLException {
    readers.forEach(StoredOffsetReader::stop);
    producer.close();
    admin.close();
    pool.close();
    database.close();
  }
}
