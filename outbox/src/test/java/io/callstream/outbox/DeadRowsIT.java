package io.callstream.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.stack.FreePorts;
import io.callstream.testing.JavaProcess;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.callstream.testing.TestKafka;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Kafka refuses for good goes to outbox.dead, alone, and stays there. */
class DeadRowsIT {

  private static final String DEAD = "callstream.outbox.dead.rows";
  private static final String FAILURES = "callstream.outbox.relay.failures";
  private static final String INVALID = "not a topic!";

  @TempDir private Path folder;

  private TestDatabase database;
  private OutboxFixture fixture;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabases.create();
    fixture = new OutboxFixture(database.environment(), TestKafka.environment());
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
    database.close();
  }

  @Test
  void whatIsRefusedDiesAloneAndAllOthersArriveOnceInOrder() throws Exception {
    topicTakes(20_000);
    fixture.transaction.executeWithoutResult(_ -> {
      fixture.outbox.append(numbers(0, 100));
      fixture.outbox.append(List.of(tooLarge(fixture.topic), poison(INVALID, "invalid")));
      fixture.outbox.append(numbers(100, 200));
      fixture.outbox.append(List.of(poison(INVALID, "invalid too")));
      unreadableHeaders();
      fixture.outbox.append(numbers(200, 300));
    });

    OutboxRelay relay = fixture.start("a");
    fixture.awaitAll(300);
    fixture.transaction.executeWithoutResult(_ -> {
      fixture.outbox.append(numbers(300, 350));
      fixture.outbox.append(List.of(poison("", "no topic")));
      fixture.outbox.append(numbers(350, 400));
    });
    fixture.awaitAll(400);

    fixture.assertAllInOrder(400);
    assertThat(fixture.seen).hasSize(400);
    Map<String, String> dead = fixture.dead();
    assertThat(dead)
        .containsOnlyKeys("xxxxxxxxxxxxxxxxxxxx", "invalid", "invalid too", "nested", "no topic");
    assertThat(dead.get("xxxxxxxxxxxxxxxxxxxx")).contains("RecordTooLargeException");
    assertThat(dead.get("invalid")).contains("InvalidTopicException");
    assertThat(dead.get("nested")).contains("headers");
    assertThat(fixture.metric(FAILURES)).as("the relay went on").isZero();
    assertThat(fixture.metric("callstream.outbox.relay.dead")).isEqualTo(5);
    assertThat(fixture.gauge(DEAD)).isEqualTo(5);
    assertThat(relay.health().getDetails()).containsEntry("dead_rows", 5);
  }

  @Test
  void whatNoRequestCanCarryDiesAlone() {
    fixture.start("a");
    fixture.append(0, 10);
    fixture
        .jdbc
        .sql(
            """
            insert into outbox.messages (message_id, topic, key, headers, value)
            values (gen_random_uuid(), ?, repeat('k', 11000000), '{}', 'long key')
            """)
        .param(fixture.topic)
        .update();
    fixture.append(10, 20);
    fixture.awaitAll(20);

    fixture.assertAllInOrder(20);
    assertThat(fixture.dead().get("long key")).contains("RecordTooLargeException");
  }

  @Test
  void rowsOfATopicThatIsNotThereDieWhenTheTimeToLearnOfItIsOver() {
    fixture.start("a");
    fixture.append(0, 10);
    String missing = "missing-" + UUID.randomUUID();
    fixture.transaction.executeWithoutResult(_ -> {
      fixture.outbox.append(List.of(poison(missing, "first")));
      fixture.outbox.append(numbers(10, 20));
      fixture.outbox.append(List.of(poison(missing, "second")));
      fixture.outbox.append(numbers(20, 30));
    });
    fixture.awaitAll(30);

    fixture.assertAllInOrder(30);
    assertThat(fixture.seen).hasSize(30);
    assertThat(fixture.dead()).containsOnlyKeys("first", "second");
    assertThat(fixture.dead().get("second")).contains(missing);
    assertThat(fixture.metric(FAILURES)).isZero();
  }

  @Test
  void aTopicThatIsMadeAMomentLaterKillsNoRow() throws Exception {
    fixture.start("a");
    fixture.append(0, 10);
    fixture.awaitAll(10);
    String late = "late-" + UUID.randomUUID();
    fixture.transaction.executeWithoutResult(_ -> {
      fixture.outbox.append(List.of(poison(late, "late")));
      fixture.outbox.append(numbers(10, 20));
    });
    // It waits for the topic, and everything with it.
    await()
        .atMost(OutboxFixture.LIMIT)
        .until(() -> Thread.getAllStackTraces().values().stream().anyMatch(DeadRowsIT::waits));

    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(late, 1, (short) 1))).all().get();
    }
    fixture.awaitAll(20);

    assertThat(fixture.dead()).isEmpty();
    assertThat(fixture.metric(FAILURES)).isZero();
  }

  private static boolean waits(StackTraceElement[] stack) {
    return Arrays.stream(stack).anyMatch(at -> at.getMethodName().equals("waitOnMetadata"));
  }

  /** The first refused row is dead; the second one's burial waits on a lock when it is killed. */
  @Test
  void aLeaderIsKilledBetweenADeadRowAndItsBatch() throws Exception {
    topicTakes(20_000);
    try (JavaProcess relay = relay("a")) {
      fixture.append(0, 10);
      fixture.awaitAll(10);
      try (Connection other = database.connectAsSuperuser();
          Statement sql = other.createStatement()) {
        other.setAutoCommit(false);
        sql.execute(lockOn(lastId() + 52));
        fixture.transaction.executeWithoutResult(_ -> {
          fixture.outbox.append(numbers(10, 50));
          unreadableHeaders();
          fixture.outbox.append(numbers(50, 60));
          fixture.outbox.append(List.of(tooLarge(fixture.topic)));
          fixture.outbox.append(numbers(60, 100));
        });
        await().atMost(OutboxFixture.LIMIT).until(() -> fixture.dead().containsKey("nested"));
        relay.kill();
        // Its server process would go on when the lock is free.
        await().atMost(OutboxFixture.LIMIT).until(() -> endedSessions() == 0);
        other.rollback();
      }
    }
    assertThat(fixture.dead()).containsOnlyKeys("nested");
    fixture.awaitNoMore();
    assertThat(fixture.numbers()).as("nothing behind the second was sent").allMatch(n -> n < 60);

    // All rows are read again, and now it could be sent.
    asOwner("update outbox.messages set headers = '{}' where value = 'nested'");
    fixture.asLogin().sql("update outbox.relay set slot = null").update();
    fixture.start("b");
    fixture.awaitAll(100);

    fixture.assertAllInOrder(100);
    assertThat(fixture.numbers().stream().filter(n -> n >= 60)).hasSize(40);
    assertThat(fixture.dead()).containsOnlyKeys("nested", "xxxxxxxxxxxxxxxxxxxx");
    assertThat(fixture.gauge(DEAD)).isEqualTo(2);
  }

  private long endedSessions() {
    return fixture
        .asLogin()
        .sql(
            "select pg_terminate_backend(pid) from pg_stat_activity"
                + " where application_name = 'callstream_outbox_work' and datname = current_database()")
        .query()
        .listOfRows()
        .size();
  }

  private long lastId() {
    return fixture.asLogin().sql("select max(id) from outbox.messages").query(Long.class).single();
  }

  /** Who inserts the same id waits for this transaction. */
  private static String lockOn(long id) {
    return """
    insert into outbox.dead
           (id, message_id, topic, key, headers, value, appended_at, reason)
    values (%d, gen_random_uuid(), 't', 'k', '{}', '', now(), 'test')
    """
        .formatted(id);
  }

  @Test
  void aDeadRowIsNotSentThoughItCouldBeByNow() throws Exception {
    topicTakes(20_000);
    OutboxRelay first = fixture.start("a");
    fixture.append(0, 10);
    fixture.transaction.executeWithoutResult(
        _ -> fixture.outbox.append(List.of(tooLarge(fixture.topic))));
    fixture.append(10, 20);
    fixture.awaitAll(20);
    first.stop();
    topicTakes(1_000_000);
    // All kept rows are sent again.
    fixture.asLogin().sql("update outbox.relay set slot = null").update();

    fixture.start("b");
    fixture.append(20, 30);
    fixture.awaitAll(30);

    fixture.assertAllInOrder(30);
    assertThat(fixture.seen).hasSize(50);
  }

  @Test
  void aTopicIsMissingOnlyWhereABrokerSaysSo() {
    var missing = new MissingTopics(fixture.kafka);
    var away = new MissingTopics(new KafkaSettings("127.0.0.1:" + FreePorts.find(), (short) 1));

    assertThat(missing.isMissing("missing-" + UUID.randomUUID())).isTrue();
    assertThat(missing.isMissing(fixture.topic)).isFalse();
    assertThat(away.isMissing(fixture.topic)).isFalse();
  }

  @Test
  void appendedAgainByHandItIsSentAgain() throws Exception {
    topicTakes(20_000);
    fixture.start("a");
    fixture.transaction.executeWithoutResult(
        _ -> fixture.outbox.append(List.of(padded(0, 30_000))));
    fixture.append(1, 10);
    await().atMost(OutboxFixture.LIMIT).until(() -> fixture.gauge(DEAD) == 1);
    topicTakes(1_000_000);

    asOwner(
        """
        insert into outbox.messages (message_id, topic, key, headers, value)
        select message_id, topic, key, headers, value from outbox.dead;
        delete from outbox.dead
        """);
    fixture.awaitAll(10);

    assertThat(fixture.seen).hasSize(10);
    await().atMost(OutboxFixture.LIMIT).until(() -> fixture.gauge(DEAD) == 0);
  }

  @Test
  void aThousandDeadRowsStopTheRelayUntilSomebodyLooks() throws Exception {
    fill(DeadRows.AT_MOST);
    fixture.append(0, 10);
    fixture.transaction.executeWithoutResult(_ -> {
      fixture.outbox.append(List.of(poison(INVALID, "one more")));
      fixture.outbox.append(numbers(10, 20));
    });
    fixture.start("a");
    await().atMost(OutboxFixture.LIMIT).until(() -> fixture.metric(FAILURES) >= 1);
    assertThat(fixture.dead()).doesNotContainKey("one more");
    assertThat(fixture.awaitNoMore()).isTrue();

    asOwner("delete from outbox.dead where id = -1");
    fixture.awaitAll(20);

    fixture.assertAllInOrder(20);
    assertThat(fixture.dead()).containsKey("one more");
  }

  @Test
  void aLeaderOfThePastKillsNoRow() {
    var metrics = new RelayMetrics(fixture.meters);
    long epoch = new Leadership(fixture.asLogin()).begin("test");
    var refused = new Refused(List.of(OutboxFixture.row(1, "t")), "why");

    assertThatThrownBy(() -> DeadRows.read(fixture.asLogin(), epoch - 1, metrics).bury(refused))
        .isInstanceOf(LostLeadership.class);
    assertThat(fixture.dead()).isEmpty();
    DeadRows.read(fixture.asLogin(), epoch, metrics).bury(refused);
    assertThat(fixture.dead()).containsEntry("1", "why");
  }

  @Test
  void theDeadAreKeptForAMonthAndSeenByNoService() throws Exception {
    fill(2);
    asOwner("update outbox.dead set dead_at = now() - interval '30 days 1 minute' where id = -1");

    fixture.asLogin().sql("select outbox.maintain()").query().listOfRows();

    assertThat(fixture.asLogin().sql("select id from outbox.dead").query(Long.class).list())
        .containsExactly(-2L);
    assertThatThrownBy(() -> fixture.jdbc.sql("select * from outbox.dead").query().listOfRows())
        .rootCause()
        .hasMessageContaining("permission denied");
  }

  private void fill(int rows) throws Exception {
    asOwner(
        """
        insert into outbox.dead
               (id, message_id, topic, key, headers, value, appended_at, reason)
        select -n, gen_random_uuid(), 't', 'k', '{}', convert_to('v' || n, 'UTF8'), now(), 'test'
          from generate_series(1, %d) as n
        """
            .formatted(rows));
  }

  private void asOwner(String statement) throws Exception {
    try (Connection superuser = database.connectAsSuperuser();
        Statement sql = superuser.createStatement()) {
      sql.execute("set role callstream_owner");
      sql.execute(statement);
    }
  }

  private void topicTakes(int bytes) throws Exception {
    var topic = new ConfigResource(ConfigResource.Type.TOPIC, fixture.topic);
    var most =
        new AlterConfigOp(
            new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes)),
            AlterConfigOp.OpType.SET);
    Map<ConfigResource, Collection<AlterConfigOp>> change = Map.of(topic, List.of(most));
    try (Admin admin = admin()) {
      admin.incrementalAlterConfigs(change).all().get();
    }
  }

  private Admin admin() {
    return Admin.create(KafkaClients.admin(fixture.kafka, "test"));
  }

  private List<OutboxMessage> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(fixture::message).toList();
  }

  /** Of key-0, as every seventh number is. */
  private static OutboxMessage poison(String topic, String value) {
    return new OutboxMessage(UUID.randomUUID(), topic, "key-0", value.getBytes(UTF_8));
  }

  private static OutboxMessage tooLarge(String topic) {
    return poison(topic, "x".repeat(30_000));
  }

  /** A number that takes much room. */
  private OutboxMessage padded(int number, int bytes) {
    byte[] value = "0".repeat(bytes).getBytes(UTF_8);
    return new OutboxMessage(UUID.randomUUID(), fixture.topic, "key-" + number, value);
  }

  private void unreadableHeaders() {
    fixture
        .jdbc
        .sql(
            """
            insert into outbox.messages (message_id, topic, key, headers, value)
            values (gen_random_uuid(), ?, 'key-0', '{"a": {"b": 1}}', 'nested')
            """)
        .param(fixture.topic)
        .update();
  }

  private JavaProcess relay(String instance) {
    Map<String, String> settings = new HashMap<>(database.environment());
    settings.putAll(TestKafka.environment());
    return JavaProcess.start(RelayProcess.class, settings, folder, instance);
  }
}
