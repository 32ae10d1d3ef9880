package io.callstream.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Topics;
import io.callstream.runtime.kafka.TopicSetup;
import io.callstream.stack.KafkaBroker;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.callstream.testing.TestKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's own trouble, however long, is no row's fault: none is taken for dead. */
class KafkaAwayIT {

  private static final String FAILURES = "callstream.outbox.relay.failures";

  @TempDir private Path folder;

  private TestDatabase database;
  private KafkaBroker broker;
  private OutboxFixture fixture;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabases.create();
    broker = TestKafka.startPrivate(folder);
    fixture =
        new OutboxFixture(
            database.environment(), Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers()));
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
    broker.kill();
    database.close();
  }

  /** Frozen until the producer gives up what it has sent; then it takes what comes again. */
  @Test
  void theBrokerIsFrozenAndKillsNoRow() throws Exception {
    fixture.start("a");
    fixture.append(0, 100);
    fixture.awaitAll(100);

    signal("STOP");
    fixture.append(100, 200);
    await().atMost(OutboxFixture.LIMIT).until(() -> fixture.metric(FAILURES) >= 1);
    signal("CONT");
    fixture.awaitAll(200);

    fixture.assertAllInOrder(200);
    assertThat(fixture.dead()).isEmpty();
  }

  /** The producer was told that there is no such topic, and gives up; no broker says so then. */
  @Test
  void aTopicThatNoBrokerConfirmsAsMissingKillsNoRow() throws Exception {
    fixture.start("a");
    fixture.append(0, 10);
    fixture.awaitAll(10);
    var late = "late-" + UUID.randomUUID();
    var message = new OutboxMessage(UUID.randomUUID(), late, "key", "late".getBytes(UTF_8));
    fixture.transaction.executeWithoutResult(_ -> fixture.outbox.append(List.of(message)));
    // Long enough to be told once, less than until it gives up.
    await().pollDelay(Duration.ofSeconds(5)).until(() -> true);

    signal("STOP");
    await().atMost(OutboxFixture.LIMIT).until(() -> fixture.metric(FAILURES) >= 1);
    assertThat(fixture.dead()).isEmpty();
    signal("CONT");
    TopicSetup.ensure(fixture.kafka, List.of(late));
    fixture.append(10, 20);
    fixture.awaitAll(20);

    assertThat(fixture.dead()).isEmpty();
  }

  private void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(broker.pid())).start().waitFor();
  }

  @Test
  void oneOfOurOwnTopicsThatIsNotThereIsWaitedFor() throws Exception {
    var event =
        new OutboxMessage(UUID.randomUUID(), Topics.CALL_EVENTS, "key", "event".getBytes(UTF_8));
    fixture.transaction.executeWithoutResult(_ -> fixture.outbox.append(List.of(event)));
    fixture.append(0, 10);
    fixture.start("a");
    await().atMost(OutboxFixture.LIMIT).until(() -> fixture.metric(FAILURES) >= 1);
    assertThat(fixture.dead()).isEmpty();

    TopicSetup.ensure(fixture.kafka, List.of(Topics.CALL_EVENTS));
    fixture.awaitAll(10);

    fixture.assertAllInOrder(10);
    assertThat(fixture.dead()).isEmpty();
  }
}
