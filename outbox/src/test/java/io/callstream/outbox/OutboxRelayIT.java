package io.callstream.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Headers;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.callstream.testing.TestKafka;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxRelayIT {

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
  void rowsAppendedBeforeTheFirstStartAndAfterItAreEachPublishedOnceInOrderPerKey() {
    fixture.append(0, 700);
    fixture.start("a");
    fixture.append(700, 1_400);
    fixture.awaitAll(1_400);

    fixture.assertAllInOrder(1_400);
    assertThat(fixture.seen).hasSize(1_400);
  }

  @Test
  void aCleanRestartRepeatsNothing() {
    OutboxRelay first = fixture.start("a");
    fixture.append(0, 100);
    fixture.awaitAll(100);
    first.stop();
    fixture.append(100, 200);

    fixture.start("b");
    fixture.awaitAll(200);

    fixture.assertAllInOrder(200);
    assertThat(fixture.seen).hasSize(200);
    assertThat(fixture.metric("callstream.outbox.slot.made")).isEqualTo(1);
  }

  @Test
  void aMessageKeepsItsIdItsKeyItsHeadersAndItsBytes() {
    var id = UUID.randomUUID();
    byte[] value = "0".getBytes(UTF_8);
    fixture.start("a");
    await().atMost(OutboxFixture.LIMIT).until(fixture::leads);
    fixture.transaction.executeWithoutResult(_ ->
        fixture.outbox.append(
            List.of(
                new OutboxMessage(
                    id, fixture.topic, "schlüssel", value, Map.of("ce_type", "call.größe")))));
    fixture.awaitAll(1);

    ConsumerRecord<byte[], byte[]> record = fixture.seen.getFirst();
    assertThat(new String(record.key(), UTF_8)).isEqualTo("schlüssel");
    assertThat(record.value()).isEqualTo(value);
    assertThat(header(record, Headers.MESSAGE_ID)).isEqualTo(id.toString());
    assertThat(header(record, "ce_type")).isEqualTo("call.größe");
  }

  @Test
  void whatIsRolledBackIsNeverPublished() {
    fixture.start("a");
    fixture.transaction.executeWithoutResult(status -> {
      fixture.outbox.append(List.of(fixture.message(99)));
      status.setRollbackOnly();
    });
    fixture.append(0, 10);
    fixture.awaitAll(10);

    assertThat(fixture.numbers()).doesNotContain(99);
  }

  @Test
  void ofTwoRelaysOneLeadsAndTheOtherTakesOver() {
    OutboxRelay first = fixture.start("a");
    fixture.awaitLeader("a");
    fixture.start("b");
    fixture.append(0, 100);
    fixture.awaitAll(100);
    assertThat(fixture.leader()).isEqualTo("a");

    first.stop();
    fixture.append(100, 200);
    fixture.awaitAll(200);

    assertThat(fixture.leader()).isEqualTo("b");
    fixture.assertAllInOrder(200);
  }

  @Test
  void aLeaderWhoseLockSessionEndsLeadsNoMoreUntilItHasTheLockAgain() {
    fixture.start("a");
    fixture.append(0, 50);
    fixture.awaitAll(50);

    fixture
        .asLogin()
        .sql(
            "select pg_terminate_backend(pid) from pg_stat_activity"
                + " where application_name = 'callstream_outbox_lock' and datname = current_database()")
        .query()
        .listOfRows();
    await().atMost(OutboxFixture.LIMIT).until(() -> epoch() == 2);
    fixture.append(50, 100);
    fixture.awaitAll(100);

    fixture.assertAllInOrder(100);
  }

  @Test
  void aFencedLeaderStopsAndLosesNothing() {
    fixture.start("a");
    fixture.append(0, 50);
    fixture.awaitAll(50);

    try (Publisher other =
        Publisher.open(fixture.kafka, Leading.transactionalId(fixture.asLogin()))) {
      fixture.append(50, 60);
      fixture.awaitAll(60);
      assertThat(epoch()).isEqualTo(2);
      assertThatThrownBy(() -> other.publish(List.of(OutboxFixture.row(0, fixture.topic))))
          .as("the next leader has fenced it in turn")
          .isInstanceOf(RuntimeException.class);
    }
    fixture.append(60, 100);
    fixture.awaitAll(100);

    fixture.assertAllInOrder(100);
  }

  @Test
  void anotherLeadersEpochRefusesThePositionAndEndsTheLeadership() {
    fixture.start("a");
    fixture.append(0, 10);
    fixture.awaitAll(10);
    var own = new Positions(fixture.asLogin(), epoch());
    own.save("test", "{}");

    fixture.asLogin().sql("update outbox.relay set epoch = epoch + 1").update();

    assertThatThrownBy(() -> own.save("test", "{\"lsn\":1}")).isInstanceOf(LostLeadership.class);
    assertThat(own.load()).containsEntry("test", "{}");
    await().atMost(OutboxFixture.LIMIT).until(() -> epoch() == 3);
    fixture.append(10, 20);
    fixture.awaitAll(20);
  }

  @Test
  void aPositionThatCannotBeStoredEndsTheEngineAndTheBatchComesAgain() throws Exception {
    fixture.start("a");
    fixture.append(0, 10);
    fixture.awaitAll(10);

    asSuperuser("alter table outbox.offsets add constraint nothing check (false) not valid");
    fixture.append(10, 20);
    await()
        .atMost(OutboxFixture.LIMIT)
        .until(() -> fixture.metric("callstream.outbox.relay.failures") >= 1);
    asSuperuser("alter table outbox.offsets drop constraint nothing");
    fixture.append(20, 30);
    fixture.awaitAll(30);

    fixture.assertAllInOrder(30);
  }

  @Test
  void aDroppedSlotIsMadeAnewAndTheKeptRowsAreSentAgain() {
    OutboxRelay first = fixture.start("a");
    fixture.append(0, 50);
    fixture.awaitAll(50);
    first.stop();
    dropSlot();
    fixture.append(50, 100);

    fixture.start("b");
    fixture.append(100, 150);
    fixture.awaitAll(150);

    fixture.assertAllInOrder(150);
    await()
        .atMost(OutboxFixture.LIMIT)
        .until(() -> fixture.metric("callstream.outbox.slot.made") == 2);
  }

  @Test
  void aSlotThatSomebodyElseMadeIsNotTrusted() {
    OutboxRelay first = fixture.start("a");
    fixture.append(0, 50);
    fixture.awaitAll(50);
    first.stop();
    String slot = Slot.nameFor(fixture.asLogin());
    dropSlot();
    fixture.append(50, 100);
    fixture
        .asLogin()
        .sql("select pg_create_logical_replication_slot(?, 'pgoutput')")
        .param(slot)
        .query()
        .listOfRows();
    fixture.append(100, 150);

    fixture.start("b");
    fixture.awaitAll(150);

    fixture.assertAllInOrder(150);
  }

  @Test
  void aSlotWhoseBeginningWasNotFinishedBeginsAgain() {
    OutboxRelay first = fixture.start("a");
    fixture.append(0, 50);
    fixture.awaitAll(50);
    first.stop();
    fixture.asLogin().sql("update outbox.relay set slot = null").update();

    fixture.start("b");
    await()
        .atMost(OutboxFixture.LIMIT)
        .until(() -> fixture.metric("callstream.outbox.slot.made") == 2);
  }

  @Test
  void heartbeatsComeBackThroughTheStreamAndMoveTheSlot() {
    fixture.start("a");
    fixture.append(0, 1);
    fixture.awaitAll(1);
    long atFirst = heartbeats();

    for (int rise = 0; rise < 2; rise++) {
      long before = confirmed();
      await().atMost(OutboxFixture.LIMIT).until(() -> confirmed() > before);
    }
    assertThat(heartbeats()).as("nothing else was written").isGreaterThan(atFirst);
  }

  private long heartbeats() {
    return fixture
        .asLogin()
        .sql("select count(*) from outbox.heartbeats")
        .query(Long.class)
        .single();
  }

  @Test
  void aSlotThatIsTakenFromUnderALeaderIsMadeAnew() {
    fixture.start("a");
    fixture.append(0, 50);
    fixture.awaitAll(50);

    endStreaming();
    await()
        .atMost(OutboxFixture.LIMIT)
        .ignoreExceptions()
        .until(() -> {
          dropSlot();
          return true;
        });
    fixture.append(50, 100);

    fixture.awaitAll(100);
    fixture.assertAllInOrder(100);
  }

  @Test
  void allIsPublishedWhileTheEngineIsEndedAgainAndAgain() {
    fixture.start("a");
    fixture.start("b");
    for (int round = 0; round < 5; round++) {
      fixture.append(round * 200, round * 200 + 200);
      endStreaming();
    }
    fixture.awaitAll(1_000);

    fixture.assertAllInOrder(1_000);
  }

  /** Their rows lie mixed in the WAL; the stream has them one transaction after the other. */
  @Test
  void transactionsThatInterleaveAreWholeThoughTheEngineIsEndedInTheMidstOfThem() {
    fixture.start("a");
    await().atMost(OutboxFixture.LIMIT).until(fixture::leads);
    for (int round = 0; round < 4; round++) {
      int from = round * 4_000;
      fixture.transaction.executeWithoutResult(_ -> {
        appendEvery(from, from + 2_000, 2, 0);
        fixture.inAnotherTransaction(() -> appendEvery(from, from + 4_000, 2, 1));
        appendEvery(from + 2_000, from + 4_000, 2, 0);
      });
      endStreaming();
    }
    fixture.awaitAll(16_000);

    for (int key = 0; key < OutboxFixture.KEYS * 2; key++) {
      int own = key;
      assertThat(
              fixture.numbers().stream()
                  .filter(n -> n % (OutboxFixture.KEYS * 2) == own)
                  .distinct()
                  .toList())
          .isSorted();
    }
  }

  private void appendEvery(int from, int to, int step, int rest) {
    for (int i = from; i < to; i += 100) {
      fixture.outbox.append(
          IntStream.range(i, i + 100)
              .filter(n -> n % step == rest)
              .mapToObj(fixture::message)
              .toList());
    }
  }

  private void dropSlot() {
    var slot = new Slot(fixture.database, fixture.asLogin(), Slot.nameFor(fixture.asLogin()));
    await().atMost(OutboxFixture.LIMIT).until(slot::free);
    slot.drop(epoch());
  }

  private void endStreaming() {
    fixture
        .asLogin()
        .sql(
            "select pg_terminate_backend(active_pid) from pg_replication_slots"
                + " where database = current_database() and active_pid is not null")
        .query()
        .listOfRows();
  }

  private long epoch() {
    return fixture.asLogin().sql("select epoch from outbox.relay").query(Long.class).single();
  }

  private long confirmed() {
    return fixture
        .asLogin()
        .sql(
            "select pg_wal_lsn_diff(confirmed_flush_lsn, '0/0')::bigint from pg_replication_slots"
                + " where database = current_database()")
        .query(Long.class)
        .single();
  }

  private void asSuperuser(String sql) throws Exception {
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
