package io.callstream.dispatcher;

import io.callstream.contracts.CallCommand;
import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.Headers;
import io.callstream.contracts.Json;
import io.callstream.contracts.Topics;
import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.kafka.TopicSetup;
import io.callstream.runtime.startup.Prerequisites;
import io.callstream.stack.KafkaBroker;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.callstream.testing.TestKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Dispatchers as they run: real Kafka (a broker of the test's own, since the restore guard looks at
 * everything that is on its topic), a real database, a stand-in for Retell.
 */
final class ServiceUnderTest implements AutoCloseable {

  private static final String COMPLETED = "request_completed";

  final StandInRetell retell = new StandInRetell();
  final TestDatabase database = TestDatabases.create();
  final StandInGateway gateway = StandInGateway.in(database);
  private final KafkaBroker broker;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, String> settings = new HashMap<>();
  private final List<ConfigurableApplicationContext> running = new ArrayList<>();

  ServiceUnderTest(Path folder) {
    broker = TestKafka.startPrivate(folder);
    settings.putAll(database.environment());
    settings.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
    settings.put("RETELL_BASE_URL", retell.address().toString());
    settings.put("RETELL_API_KEY", "key");
    settings.put("MANAGEMENT_PORT", "0");
    settings.put("DIAL_PER_SECOND", "50");
    settings.put("DIAL_ASK_FIRST", "500ms");
    settings.put("DIAL_ABANDON_AFTER", "3s");
    settings.put("DIAL_THROTTLE_SETTLE", "2s");
    settings.put("DIAL_REST_MIN", "250ms");
    settings.put("DIAL_REST_MAX", "1s");
    settings.put("CALL_ASK_FIRST", "1s");
    settings.put("CALL_ASK_MAX", "2s");
    settings.put("CALL_RING_MAX", "2s");
    producer =
        new KafkaProducer<>(
            KafkaClients.producer(
                new KafkaSettings(broker.bootstrapServers(), (short) 1), "test-writer"));
  }

  ServiceUnderTest with(String name, String value) {
    settings.put(name, value);
    return this;
  }

  /** Starts one more dispatcher and waits until it is at work. */
  ConfigurableApplicationContext start() throws InterruptedException {
    var context = DispatcherApplication.start(Environment.of(settings));
    running.add(context);
    context.getBean(Prerequisites.class).await();
    return context;
  }

  /** Ends all dispatchers, as they end by themselves. */
  void stop() {
    running.forEach(ConfigurableApplicationContext::close);
    running.clear();
  }

  /** Keeps a copy of the database, which nobody may be using. */
  void keepCopy() throws SQLException {
    onServer("create database %s_copy template %s");
  }

  /** Puts the copy in the place of the database. */
  void putCopyBack() throws SQLException {
    onServer("drop database %2$s with (force)");
    onServer("alter database %s_copy rename to %s");
  }

  private void onServer(String statement) throws SQLException {
    try (var other = TestDatabases.create();
        var session = other.connectAsSuperuser();
        var sql = session.createStatement()) {
      sql.execute(statement.formatted(database.name(), database.name()));
    }
  }

  /** A call that is due. */
  static PlaceCall call(String toNumber) {
    var id = UUID.randomUUID();
    var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return new PlaceCall(
        id,
        id,
        1,
        null,
        toNumber,
        "+12125550100",
        "agent",
        Map.of("name", "Ada"),
        Json.mapper().createObjectNode().put("order", 7),
        now.minusSeconds(1),
        now.plus(Duration.ofHours(1)),
        "admin",
        now);
  }

  void say(CallCommand command) {
    send(Topics.CALL_REQUESTS, command.requestId().toString(), Json.bytes(command));
  }

  /** The topics, as an earlier dispatcher has left them. */
  void makeTopics() throws Exception {
    TopicSetup.ensure(new KafkaSettings(broker.bootstrapServers(), (short) 1), Topics.all());
  }

  /** Puts a signal on its topic past the outbox. */
  void publish(UUID messageId, byte[] signal) {
    var key = "default".getBytes(StandardCharsets.UTF_8);
    var record = new ProducerRecord<>(Topics.DISPATCH_SIGNALS, key, signal);
    record.headers().add(Headers.MESSAGE_ID, messageId.toString().getBytes(StandardCharsets.UTF_8));
    send(record);
  }

  void send(String topic, String key, byte[] value) {
    send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    try {
      producer.send(record).get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The database without any policy. */
  JdbcClient sql() {
    var data =
        new DriverManagerDataSource(database.jdbcUrl(), database.user(), database.password());
    data.setConnectionProperties(properties("-c role=callstream_owner"));
    return JdbcClient.create(data);
  }

  String callState(PlaceCall call) {
    return sql()
        .sql("select state from dispatch.calls where call_id = :id")
        .param("id", call.callId())
        .query(String.class)
        .optional()
        .orElse("unread");
  }

  /**
   * The signals about a call that were given to the outbox, as {@code type} or {@code type error};
   * that its request is over is said beside them, sooner or later.
   */
  List<String> signals(PlaceCall call) {
    return said(call).stream().filter(signal -> !signal.equals(COMPLETED)).toList();
  }

  /** How often it was said that the request of a call is over. */
  long completions(PlaceCall call) {
    return said(call).stream().filter(COMPLETED::equals).count();
  }

  private List<String> said(PlaceCall call) {
    return sql()
        .sql(
            """
            select value from outbox.messages
             where topic = 'dispatch-signals' and key = :key order by id
            """)
        .param("key", call.callId().toString())
        .query((row, _) -> Json.tree(row.getBytes(1)))
        .list()
        .stream()
        .map(signal ->
            signal.get("type").stringValue()
                + (signal.hasNonNull("error_code")
                    ? " " + signal.get("error_code").stringValue()
                    : signal.hasNonNull("source") ? " " + signal.get("source").stringValue() : ""))
        .toList();
  }

  private static java.util.Properties properties(String options) {
    var properties = new java.util.Properties();
    properties.setProperty("options", options);
    return properties;
  }

  @Override
  public void close() throws SQLException {
    stop();
    producer.close(Duration.ofSeconds(5));
    retell.close();
    broker.close();
    database.close();
  }
}
