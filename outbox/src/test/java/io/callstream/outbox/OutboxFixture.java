package io.callstream.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.database.Migrations;
import io.callstream.runtime.database.Pools;
import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.kafka.TopicSetup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** A writer's side of an outbox, and what a reader of its topic has seen. */
final class OutboxFixture implements AutoCloseable {

  static final Duration LIMIT = Duration.ofSeconds(90);
  static final int KEYS = 7;

  final DatabaseSettings database;
  final KafkaSettings kafka;
  final String topic = "outbox-" + UUID.randomUUID();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final HikariDataSource pool;
  final JdbcClient jdbc;
  final TransactionTemplate transaction;
  final Outbox outbox;
  final List<ConsumerRecord<byte[], byte[]>> seen = new ArrayList<>();
  private final BitSet numbersSeen = new BitSet();
  private final List<OutboxRelay> relays = new ArrayList<>();
  private final KafkaConsumer<byte[], byte[]> reader;

  OutboxFixture(Map<String, String> database, Map<String, String> kafka) throws Exception {
    this.database = DatabaseSettings.from(Environment.of(database));
    this.kafka = KafkaSettings.from(Environment.of(kafka));
    Migrations.migrate(this.database, "outbox");
    TopicSetup.ensure(this.kafka, List.of(topic));
    pool = Pools.open(this.database, "callstream_gateway", 4, Duration.ofSeconds(30));
    jdbc = JdbcClient.create(pool);
    transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
    outbox = new Outbox(jdbc);
    Map<String, Object> config = KafkaClients.consumer(this.kafka, topic, "test");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    reader = new KafkaConsumer<>(config);
    reader.subscribe(List.of(topic));
  }

  /** A number once appended is seen again at least once, in order per key. */
  void assertAllInOrder(int count) {
    for (int key = 0; key < KEYS; key++) {
      int own = key;
      assertThat(firstSeen(key))
          .containsExactlyElementsOf(
              IntStream.range(0, count).filter(n -> n % KEYS == own).boxed().toList());
    }
  }

  /** What the relay's own sessions may see and do. */
  JdbcClient asLogin() {
    return JdbcClient.create(
        new DriverManagerDataSource(database.url(), database.user(), database.password()));
  }

  String leader() {
    return asLogin().sql("select leader from outbox.relay").query(String.class).single();
  }

  void awaitLeader(String instance) {
    await().atMost(LIMIT).ignoreExceptions().until(() -> leader().equals(instance));
  }

  /**
   * Until what was kept from before the slot has been sent: a kill before that has it sent again.
   */
  void awaitBeginning() {
    await()
        .atMost(LIMIT)
        .until(() ->
            asLogin()
                .sql("select slot is not null from outbox.relay")
                .query(Boolean.class)
                .single());
  }

  OutboxRelay start(String instance) {
    var relay = new OutboxRelay(database, kafka, instance, meters);
    relays.add(relay);
    relay.start();
    return relay;
  }

  /** Appends {@code from} to {@code to - 1}, each in a transaction of its own, over seven keys. */
  void append(int from, int to) {
    IntStream.range(from, to)
        .forEach(i -> transaction.executeWithoutResult(_ -> outbox.append(List.of(message(i)))));
  }

  /** Appends so many that one transaction for each would take long: a hundred in each. */
  void appendAtOnce(int from, int to) {
    for (int i = from; i < to; i += 100) {
      var some = IntStream.range(i, Math.min(to, i + 100)).mapToObj(this::message).toList();
      transaction.executeWithoutResult(_ -> outbox.append(some));
    }
  }

  /** In a transaction that commits at once, though another is open on this thread. */
  void inAnotherTransaction(Runnable work) {
    var other = new TransactionTemplate(new JdbcTransactionManager(pool));
    other.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    other.executeWithoutResult(_ -> work.run());
  }

  OutboxMessage message(int i) {
    return new OutboxMessage(
        UUID.randomUUID(), topic, "key-" + i % KEYS, Integer.toString(i).getBytes(UTF_8));
  }

  /** A row whose value is its id, as the relay would read it. */
  static Row row(long id, String topic) {
    byte[] value = Long.toString(id).getBytes(UTF_8);
    return new Row(id, UUID.randomUUID().toString(), topic, "k", "{}", value, "2026-01-01Z");
  }

  /** The dead rows' reasons, by value's beginning. */
  Map<String, String> dead() {
    Map<String, String> dead = new HashMap<>();
    asLogin()
        .sql("select left(convert_from(value, 'UTF8'), 20), reason from outbox.dead")
        .query(rows -> {
          dead.put(rows.getString(1), rows.getString(2));
        });
    return dead;
  }

  /** Reads until every number below {@code count} was seen. */
  void awaitAll(int count) {
    await()
        .atMost(LIMIT)
        .until(() -> {
          reader
              .poll(Duration.ofMillis(200))
              .forEach(one -> {
                seen.add(one);
                numbersSeen.set(number(one));
              });
          return numbersSeen.nextClearBit(0) >= count;
        });
  }

  /** Reads for three seconds; whether nothing more was seen. */
  boolean awaitNoMore() {
    int before = seen.size();
    long deadline = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    while (System.nanoTime() < deadline) {
      reader.poll(Duration.ofMillis(200)).forEach(seen::add);
    }
    return seen.size() == before;
  }

  List<Integer> numbers() {
    return seen.stream().map(OutboxFixture::number).toList();
  }

  private static int number(ConsumerRecord<byte[], byte[]> one) {
    return Integer.parseInt(new String(one.value(), UTF_8));
  }

  /** The numbers of one key, each at its first appearance. */
  List<Integer> firstSeen(int key) {
    return numbers().stream().filter(n -> n % KEYS == key).distinct().toList();
  }

  boolean leads() {
    return meters.get("callstream.outbox.relay.leader").gauge().value() == 1;
  }

  double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  double metric(String name) {
    return meters.get(name).counter().count();
  }

  @Override
  public void close() {
    relays.forEach(OutboxRelay::stop);
    reader.close();
    pool.close();
  }
}
