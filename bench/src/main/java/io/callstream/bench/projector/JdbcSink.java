package io.callstream.bench.projector;

import io.callstream.bench.Database;
import io.callstream.bench.RunFolder;
import io.callstream.bench.Server;
import io.callstream.contracts.Topics;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.stack.CannotStart;
import io.callstream.stack.FreePorts;
import io.callstream.stack.Stack;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Debezium's JDBC sink on a Kafka Connect of its own, which writes the projector's rows of calls
 * again: one task, 500 rows a batch, as they are unless told otherwise. It reads JSON with its
 * schema, which is what Connect comes with.
 */
final class JdbcSink implements AutoCloseable {

  private static final String TOPIC = "bench-calls";
  private static final String USER = "bench_sink";
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** Each look counts all rows. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Database database;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Server server;

  /**
   * Starts it.
   *
   * @param folder where its settings and its log are kept
   */
  JdbcSink(Stack stack, KafkaSettings kafka, Database database, Path folder) throws SQLException {
    this.database = database;
    database.run("create role " + USER + " superuser login password '" + USER + "'");
    makeTopic(kafka);
    var settings = KafkaClients.producer(kafka, TOPIC);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TOPIC);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    this.producer = new KafkaProducer<>(settings);
    producer.initTransactions();
    this.server = start(stack, kafka, folder);
  }

  private static void makeTopic(KafkaSettings kafka) {
    try (var admin = Admin.create(KafkaClients.admin(kafka, TOPIC))) {
      var topic = new NewTopic(TOPIC, Topics.PARTITIONS, kafka.replication());
      topic.configs(
          Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(Topics.MAX_RECORD_BYTES)));
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      throw new CannotStart("the JDBC sink's topic cannot be made: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }

  private static Server start(Stack stack, KafkaSettings kafka, Path folder) {
    int port = FreePorts.find();
    var lib = RunFolder.jars().root().resolve("bench/connect/target/lib");
    if (!Files.isDirectory(lib)) {
      throw new CannotStart(lib + " is missing: build the project first");
    }
    return Server.java(
        List.of(
            // What Kafka's own script gives it.
            "-Xmx2g",
            "-cp",
            lib + "/*",
            "org.apache.kafka.connect.cli.ConnectStandalone",
            worker(kafka, port, folder).toString(),
            sink(stack, folder).toString()),
        Map.of(),
        port,
        folder.resolve("connect.log"));
  }

  private static Path worker(KafkaSettings kafka, int port, Path folder) {
    return write(
        folder.resolve("connect.properties"),
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "listeners",
            "http://127.0.0.1:" + port,
            "key.converter",
            "org.apache.kafka.connect.json.JsonConverter",
            "value.converter",
            "org.apache.kafka.connect.json.JsonConverter",
            "offset.storage.file.filename",
            folder.resolve("connect.offsets").toString(),
            "consumer.isolation.level",
            "read_committed"));
  }

  private static Path sink(Stack stack, Path folder) {
    return write(
        folder.resolve("sink.properties"),
        Map.of(
            "name", "calls",
            "connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector",
            "topics", TOPIC,
            "connection.url", stack.databaseUrl(),
            "connection.username", USER,
            "connection.password", USER,
            "insert.mode", "upsert",
            "primary.key.mode", "record_key",
            "collection.name.format", "calls.retell_calls"));
  }

  private static Path write(Path file, Map<String, String> settings) {
    var properties = new Properties();
    properties.putAll(settings);
    try {
      var text = new StringWriter();
      properties.store(text, null);
      return Files.writeString(file, text.toString());
    } catch (IOException e) {
      throw new CannotStart("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** What it will write again: the rows that are there. */
  List<ProducerRecord<byte[], byte[]>> take() throws SQLException {
    return new SinkRows(database).records(TOPIC);
  }

  /** From when they were to be seen until all are in the table, which is empty. Nanoseconds. */
  long write(List<ProducerRecord<byte[], byte[]>> records) throws SQLException {
    producer.beginTransaction();
    for (var one : records) {
      var _ = producer.send(one);
    }
    producer.flush();
    long begun = System.nanoTime();
    // Fails when a record failed.
    producer.commitTransaction();
    while (database.number("select count(*) from calls.retell_calls") < records.size()) {
      if (System.nanoTime() - begun > LIMIT.toNanos() || !server.process().isAlive()) {
        throw new CannotStart("the JDBC sink does not get on: see connect.log");
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    return System.nanoTime() - begun;
  }

  /** Processor time used so far. */
  Duration cpu() {
    return server.cpu();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    server.close();
  }
}
