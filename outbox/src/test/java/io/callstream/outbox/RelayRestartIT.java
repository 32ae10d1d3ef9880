package io.callstream.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.stack.DatabaseBootstrap;
import io.callstream.stack.FreePorts;
import io.callstream.stack.KafkaBroker;
import io.callstream.stack.Postgres;
import io.callstream.testing.JavaProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

/** Nothing is lost, and each key keeps its order, whatever is killed, frozen or started again. */
class RelayRestartIT {

  private static final int ROWS = Integer.getInteger("callstream.relay.rows", 6_000);
  private static final int KILLS = Integer.getInteger("callstream.relay.kills", 3);

  /** As the relay has its engine hand them on. */
  private static final int ONE_BATCH = 1_024;

  private static final String FILLING = "callstream.outbox.slot.filling";
  private static final String LOST = "callstream.outbox.slot.lost";
  private static final String FAILURES = "callstream.outbox.relay.failures";

  /** The server's bound is two. */
  private static final String MORE_THAN_A_GIGABYTE =
      "select pg_logical_emit_message(false, 'bulk', repeat('x', 10000000))"
          + " from generate_series(1, 110)";

  @TempDir private Path folder;

  private Postgres postgres;
  private KafkaBroker broker;
  private OutboxFixture fixture;

  @BeforeEach
  void open() throws Exception {
    postgres = Postgres.start(folder.resolve("postgres"), FreePorts.find());
    broker = KafkaBroker.start(folder.resolve("kafka"), FreePorts.find());
    try (Connection superuser = postgres.connectAsSuperuser("postgres")) {
      DatabaseBootstrap.run(superuser, "callstream");
    }
    fixture = new OutboxFixture(database(), kafka());
  }

  @AfterEach
  void close() {
    fixture.close();
    broker.kill();
    postgres.kill();
  }

  @Test
  void theLeaderIsKilled() {
    try (JavaProcess a = relay("a")) {
      fixture.awaitLeader("a");
      try (JavaProcess b = relay("b")) {
        fixture.append(0, 500);
        fixture.awaitAll(200);
        a.kill();
        fixture.append(500, 1_000);
        fixture.awaitLeader("b");
        fixture.append(1_000, 1_100);
        fixture.awaitAll(1_100);
        b.kill();
      }
    }

    fixture.assertAllInOrder(1_100);
  }

  @Test
  void theBrokerIsKilledAndStartedAgain() {
    fixture.start("a");
    fixture.append(0, 100);
    fixture.awaitAll(100);

    broker.kill();
    fixture.append(100, 200);
    broker = KafkaBroker.start(folder.resolve("kafka"), broker.port());
    fixture.append(200, 300);
    fixture.awaitAll(300);

    fixture.assertAllInOrder(300);
    assertThat(fixture.dead()).isEmpty();
  }

  @Test
  void postgresIsKilledAndStartedAgain() {
    fixture.start("a");
    fixture.append(0, 100);
    fixture.awaitAll(100);

    postgres.kill();
    postgres = Postgres.start(folder.resolve("postgres"), postgres.port());
    fixture.append(100, 200);
    fixture.awaitAll(200);

    fixture.assertAllInOrder(200);
    assertThat(fixture.metric("callstream.outbox.slot.made")).isEqualTo(1);
  }

  @Test
  void theSlotIsLostWhileTheRelayIsAway() throws Exception {
    OutboxRelay first = fixture.start("a");
    fixture.append(0, 100);
    fixture.awaitAll(100);
    first.stop();
    fixture.append(100, 200);
    loseTheSlot();

    fixture.start("b");
    fixture.append(200, 300);
    fixture.awaitAll(300);

    fixture.assertAllInOrder(300);
    // Counted when what was kept has been published.
    await()
        .atMost(OutboxFixture.LIMIT)
        .until(() -> fixture.metric("callstream.outbox.slot.made") == 2);
  }

  /** No leader gets as far as the stream then; what piles up is told all the same. */
  @Test
  void whatIsKeptWhileKafkaIsAwayIsAlarmedAndNothingIsMissing() throws Exception {
    fixture.start("a");
    fixture.append(0, 100);
    fixture.awaitAll(100);
    broker.kill();
    fixture.append(100, 200);
    // The leader that was at work when Kafka went is past telling.
    await().atMost(OutboxFixture.LIMIT).until(() -> fixture.metric(FAILURES) >= 1);

    superuser(MORE_THAN_A_GIGABYTE);
    await().atMost(OutboxFixture.LIMIT).until(() -> fixture.gauge(FILLING) == 1);

    broker = KafkaBroker.start(folder.resolve("kafka"), broker.port());
    fixture.awaitAll(200);
    fixture.assertAllInOrder(200);
    assertThat(fixture.dead()).isEmpty();
    await().atMost(OutboxFixture.LIMIT).until(() -> fixture.gauge(FILLING) == 0);
  }

  @Test
  void whatIsKeptBeyondItsBoundIsAlarmedAndNothingIsMissing() throws Exception {
    OutboxRelay relay = fixture.start("a");
    fixture.append(0, 100);
    fixture.awaitAll(100);
    broker.kill();
    fixture.append(100, 200);
    await().atMost(OutboxFixture.LIMIT).until(() -> fixture.metric(FAILURES) >= 1);

    superuser(MORE_THAN_A_GIGABYTE, MORE_THAN_A_GIGABYTE);
    await()
        .atMost(OutboxFixture.LIMIT)
        .until(() -> {
          superuser("checkpoint");
          return fixture.gauge(LOST) == 1;
        });
    assertThat(relay.health().getStatus()).isEqualTo(Status.DOWN);

    broker = KafkaBroker.start(folder.resolve("kafka"), broker.port());
    fixture.awaitAll(200);
    fixture.assertAllInOrder(200);
    assertThat(fixture.dead()).isEmpty();
    await().atMost(OutboxFixture.LIMIT).until(() -> fixture.gauge(LOST) == 0);
  }

  /** As many rows and kills as asked for: {@code -Dcallstream.relay.rows=1000000 …kills=20}. */
  @Test
  void nothingIsMissingThoughTheLeaderIsKilledAgainAndAgainAndTheSlotIsDropped() throws Exception {
    int each = ROWS / (KILLS + 1);
    int written = 0;
    boolean slotLost = false;
    boolean early = false;
    try (var tally = new Tally(fixture.kafka, fixture.topic, ROWS + 200)) {
      for (int kill = 0; kill <= KILLS; kill++) {
        try (JavaProcess relay = relay("relay-" + kill)) {
          fixture.awaitLeader("relay-" + kill);
          long repeats = tally.repeats();
          fixture.appendAtOnce(written, written + each);
          written += each;
          tally.await(kill == KILLS ? written : written - each / 2);
          if (!slotLost && !early) {
            assertThat(tally.repeats() - repeats).as("repeated").isLessThanOrEqualTo(ONE_BATCH);
          }
          // Once while it sends what was kept from before its slot: all that comes again then.
          early = kill == KILLS / 3 + 1;
          if (!early) {
            fixture.awaitBeginning();
          }
          relay.kill();
        }
        slotLost = kill == KILLS / 3 || kill == 2 * KILLS / 3;
        if (slotLost) {
          fixture.appendAtOnce(written, written + 100);
          written += 100;
          dropTheSlot();
        }
      }
    }
  }

  private void dropTheSlot() throws Exception {
    await()
        .atMost(OutboxFixture.LIMIT)
        .ignoreExceptions()
        .until(() -> {
          superuser(
              "select pg_drop_replication_slot(slot_name) from pg_replication_slots where not active");
          return new Slot(fixture.database, fixture.asLogin(), Slot.nameFor(fixture.asLogin()))
              .state()
              .isEmpty();
        });
  }

  private void superuser(String... statements) throws Exception {
    try (Connection superuser = postgres.connectAsSuperuser("callstream");
        Statement sql = superuser.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
  }

  private void loseTheSlot() throws Exception {
    var slot = new Slot(fixture.database, fixture.asLogin(), Slot.nameFor(fixture.asLogin()));
    try (Connection superuser = postgres.connectAsSuperuser("callstream");
        Statement sql = superuser.createStatement()) {
      sql.execute("alter system set idle_replication_slot_timeout = '1s'");
      sql.execute("select pg_reload_conf()");
      await()
          .atMost(OutboxFixture.LIMIT)
          .until(() -> {
            sql.execute("checkpoint");
            return slot.state().orElseThrow().isLost();
          });
      sql.execute("alter system reset idle_replication_slot_timeout");
      sql.execute("select pg_reload_conf()");
    }
  }

  private JavaProcess relay(String instance) {
    Map<String, String> settings = new HashMap<>(database());
    settings.putAll(kafka());
    return JavaProcess.start(RelayProcess.class, settings, folder, instance);
  }

  private Map<String, String> database() {
    return Map.of(
        "DATABASE_URL",
        postgres.jdbcUrl("callstream"),
        "DATABASE_PASSWORD",
        DatabaseBootstrap.NAME);
  }

  private Map<String, String> kafka() {
    return Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
  }
}
