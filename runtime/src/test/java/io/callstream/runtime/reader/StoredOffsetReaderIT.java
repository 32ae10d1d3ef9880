package io.callstream.runtime.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Topics;
import io.callstream.runtime.kafka.DeadLetterHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoredOffsetReaderIT {

  private ReaderFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new ReaderFixture(Duration.ofSeconds(10));
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  @Test
  void eachRecordHasItsEffectOnceOverARestart() {
    fixture.send(0, 200);
    StoredOffsetReader first = fixture.start("a", fixture::record);
    fixture.awaitEffects(200);
    first.stop();
    fixture.send(200, 400);

    fixture.start("a", fixture::record);
    fixture.awaitEffects(400);

    assertOnceEach(400);
    assertThat(fixture.offsets().values().stream().mapToLong(n -> n).sum()).isEqualTo(400);
  }

  /** Many at once would not fit into a service's memory; see BatchParts. */
  @Test
  void aBacklogOfGreatRecordsComesInSmallParts() {
    var values = new java.util.concurrent.ConcurrentLinkedQueue<Long>();
    for (int i = 0; i < 40; i++) {
      fixture.send(0, "x".repeat(1024 * 1024));
    }
    fixture.flush();

    fixture.start(
        "great", records -> values.add(records.stream().mapToLong(r -> r.value().length).sum()));

    await()
        .atMost(ReaderFixture.LIMIT)
        .until(() -> values.stream().mapToLong(Long::longValue).sum() >= 40L * 1024 * 1024);
    assertThat(values).allMatch(bytes -> bytes <= BatchParts.VALUES_MAX);
  }

  @Test
  void poisonGoesToTheDltAloneAndItsNeighboursPass() {
    for (int i = 0; i < 60; i++) {
      fixture.send(3, i == 20 || i == 41 ? ReaderFixture.POISON : Integer.toString(i));
    }
    fixture.flush();

    fixture.start("a", fixture::record);
    fixture.awaitEffects(58);
    await().atMost(ReaderFixture.LIMIT).until(() -> fixture.offsets().getOrDefault(3, 0L) == 60);

    assertThat(fixture.effects()).hasSize(58).doesNotContain(ReaderFixture.POISON);
    List<ConsumerRecord<byte[], byte[]>> dead = fixture.deadLetters();
    assertThat(dead).extracting(ReaderFixture::value).containsOnly(ReaderFixture.POISON).hasSize(2);
    assertThat(header(dead.get(0), DeadLetterHeaders.TOPIC)).isEqualTo(fixture.topic);
    assertThat(header(dead.get(0), DeadLetterHeaders.EXCEPTION))
        .isEqualTo(IllegalArgumentException.class.getName());
    assertThat(ByteBuffer.wrap(raw(dead.get(0), DeadLetterHeaders.PARTITION)).getInt())
        .isEqualTo(3);
    assertThat(ByteBuffer.wrap(raw(dead.get(0), DeadLetterHeaders.OFFSET)).getLong()).isEqualTo(20);
    assertThat(fixture.metric("callstream.reader.dead_letters")).isEqualTo(2);
  }

  @Test
  void whatAHandlerSetsAsideIsDeadLetteredAndTheBatchIsWorkedOffOnce() {
    for (int i = 0; i < 60; i++) {
      fixture.send(3, i == 20 || i == 41 ? ReaderFixture.POISON : Integer.toString(i));
    }
    fixture.flush();
    var seen = new AtomicInteger();

    fixture.start("a", settingAside(seen));
    await().atMost(ReaderFixture.LIMIT).until(() -> fixture.offsets().getOrDefault(3, 0L) == 60);

    assertThat(fixture.effects()).hasSize(58).doesNotContain(ReaderFixture.POISON);
    assertThat(seen).as("no record was handled twice").hasValue(60);
    List<ConsumerRecord<byte[], byte[]>> dead = fixture.deadLetters();
    assertThat(dead).extracting(ReaderFixture::value).containsOnly(ReaderFixture.POISON).hasSize(2);
    assertThat(header(dead.get(0), DeadLetterHeaders.EXCEPTION))
        .isEqualTo(IllegalArgumentException.class.getName());
    assertThat(fixture.metric("callstream.reader.dead_letters")).isEqualTo(2);
  }

  @Test
  void nothingSetAsideIsSkippedWhileTheDltIsDown() throws Exception {
    fixture.deleteTopic(Topics.deadLetters(fixture.topic));
    fixture.send(0, "before");
    fixture.send(0, ReaderFixture.POISON);
    fixture.flush();

    fixture.start("a", settingAside(new AtomicInteger()));
    await()
        .atMost(ReaderFixture.LIMIT)
        .until(() -> fixture.metric("callstream.reader.repeats") >= 1);
    assertThat(fixture.effects()).isEmpty();

    fixture.createTopics();
    fixture.awaitEffects(1);
    await().atMost(ReaderFixture.LIMIT).until(() -> fixture.offsets().getOrDefault(0, 0L) == 2);
    assertThat(fixture.deadLetters()).isNotEmpty();
  }

  @Test
  void aFloodOfWhatIsSetAsideStopsItsPartition() {
    for (int i = 0; i < 150; i++) {
      fixture.send(0, ReaderFixture.POISON);
    }
    fixture.flush();

    fixture.start("a", settingAside(new AtomicInteger()));
    await()
        .atMost(ReaderFixture.LIMIT)
        .until(() -> fixture.gauge("callstream.reader.stopped") == 1);

    assertThat(fixture.deadLetters()).hasSize(DeadLetterWindow.MOST_DEAD);
  }

  private BatchHandler settingAside(AtomicInteger seen) {
    return new BatchHandler() {
      @Override
      public void handle(List<ConsumerRecord<byte[], byte[]>> records) {
        throw new IllegalStateException("the reader knows of Aside");
      }

      @Override
      public void handle(List<ConsumerRecord<byte[], byte[]>> records, Aside aside) {
        seen.addAndGet(records.size());
        for (var message : records) {
          if (ReaderFixture.value(message).equals(ReaderFixture.POISON)) {
            aside.put(message, new IllegalArgumentException("cannot be worked off"));
          } else {
            fixture.record(List.of(message));
          }
        }
      }
    };
  }

  @Test
  void nothingIsSkippedWhileTheDltIsDown() throws Exception {
    fixture.deleteTopic(Topics.deadLetters(fixture.topic));
    fixture.send(0, "before");
    fixture.send(0, ReaderFixture.POISON);
    fixture.send(0, "behind");
    fixture.flush();

    fixture.start("a", fixture::record);
    await()
        .atMost(ReaderFixture.LIMIT)
        .until(() -> fixture.metric("callstream.reader.repeats") >= 1);

    assertThat(fixture.effects()).containsExactly("before");
    assertThat(fixture.offsets()).containsEntry(0, 1L);

    fixture.createTopics();
    fixture.awaitEffects(2);
    assertThat(fixture.effects()).containsExactly("before", "behind");
    assertThat(fixture.deadLetters()).hasSize(1);
  }

  @Test
  void transientTroubleIsRepeatedAndNeverDeadLettered() {
    var failures = new AtomicInteger();
    fixture.send(0, 50);

    fixture.start(
        "a",
        records -> {
          fixture.record(records);
          if (failures.incrementAndGet() <= 3) {
            fixture
                .jdbc
                .sql("do $$ begin raise exception using errcode = '40P01'; end $$")
                .update();
          }
          if (failures.get() == 5) {
            fixture.jdbc.sql("select pg_terminate_backend(pg_backend_pid())").query().listOfRows();
          }
        });
    fixture.awaitEffects(50);

    assertOnceEach(50);
    assertThat(fixture.metric("callstream.reader.repeats")).isGreaterThanOrEqualTo(3);
    assertThat(fixture.metric("callstream.reader.dead_letters")).isZero();
    assertThat(fixture.deadLetters()).isEmpty();
  }

  @Test
  void aTransactionThatOutlivesItsLimitIsRepeatedNotDeadLettered() {
    var runs = new AtomicInteger();
    fixture.send(0, "slow");
    fixture.flush();

    fixture.start(
        "a",
        records -> {
          fixture.record(records);
          if (runs.incrementAndGet() == 1) {
            fixture.jdbc.sql("select pg_sleep(30)").query().listOfRows();
          }
        });
    fixture.awaitEffects(1);

    assertThat(fixture.effects()).containsExactly("slow");
    assertThat(fixture.deadLetters()).isEmpty();
  }

  @Test
  void systemicTroubleStandsStillAlarmsAndDeadLettersNothing() {
    fixture.send(0, 10);

    fixture.start(
        "a",
        records -> {
          fixture.record(records);
          fixture.jdbc.sql("select * from readertest.nowhere").query().listOfRows();
        });
    await()
        .atMost(ReaderFixture.LIMIT)
        .until(() -> fixture.gauge("callstream.reader.stopped") == 1);

    assertThat(fixture.effects()).isEmpty();
    assertThat(fixture.offsets().values()).allMatch(next -> next == 0);
    assertThat(fixture.deadLetters()).isEmpty();
  }

  @Test
  void twoOwnersOfOnePartitionHaveEachEffectOnce() {
    // Two groups on one offsets table: each is given every partition, as a zombie believes it is.
    fixture.start("a", fixture::record);
    fixture.start("b", fixture::record);
    fixture.awaitAssigned("a", "b");
    fixture.send(0, 3_000);
    fixture.awaitEffects(3_000);
    fixture.send(3_000, 6_000);
    fixture.awaitEffects(6_000);

    assertOnceEach(6_000);
    assertThat(fixture.metric("callstream.reader.stale")).isPositive();
  }

  @Test
  void readersThatComeAndGoHaveEachEffectOnce() {
    fixture.start("a", 2, fixture::record);
    for (int round = 0; round < 4; round++) {
      fixture.send(round * 1_000, round * 1_000 + 500);
      StoredOffsetReader guest = fixture.start("a", fixture::record);
      fixture.send(round * 1_000 + 500, round * 1_000 + 1_000);
      int before = round;
      await()
          .atMost(ReaderFixture.LIMIT)
          .until(() -> fixture.effects().size() > before * 1_000 + 200);
      guest.stop();
    }
    fixture.awaitEffects(4_000);

    assertOnceEach(4_000);
  }

  @Test
  void offsetsRestoredToOlderValuesReplay() throws Exception {
    fixture.send(0, 24);
    fixture.start("a", fixture::record);
    fixture.awaitEffects(24);

    // Behind the running reader's back, as a restored database would.
    fixture.setOffset(5, 0);
    fixture.send(24, 36);
    fixture.awaitEffects(38);

    assertThat(fixture.effects()).filteredOn("5"::equals).hasSize(2);
    assertThat(fixture.effects()).filteredOn("17"::equals).hasSize(2);
    assertThat(fixture.effects()).filteredOn("6"::equals).hasSize(1);
  }

  @Test
  void offsetsRestoredUnderARunningReaderReplayThoughNothingNewComes() throws Exception {
    fixture.send(0, 24);
    fixture.start("a", fixture::record);
    fixture.awaitEffects(24);

    fixture.setOffset(5, 0);

    fixture.awaitEffects(26);
    assertThat(fixture.effects()).filteredOn("5"::equals).hasSize(2);
    assertThat(fixture.effects()).filteredOn("17"::equals).hasSize(2);
    assertThat(fixture.effects()).filteredOn("6"::equals).hasSize(1);
  }

  @Test
  void aTopicMadeAnewIsReadFromItsStart() throws Exception {
    fixture.send(0, 48);
    StoredOffsetReader first = fixture.start("a", fixture::record);
    fixture.awaitEffects(48);
    first.stop();
    fixture.deleteTopic(fixture.topic);
    fixture.createTopics();
    // More than before, so that the old offsets would lie within the new topic.
    fixture.send(1_000, 1_096);

    fixture.start("a", fixture::record);
    fixture.awaitEffects(48 + 96);

    assertThat(fixture.effects()).hasSize(48 + 96);
    assertThat(fixture.metric("callstream.reader.restarts")).isEqualTo(Topics.PARTITIONS);
  }

  @Test
  void aTopicMadeAnewUnderARunningReaderIsReadFromItsStart() throws Exception {
    fixture.send(0, 48);
    fixture.start("a", fixture::record);
    fixture.awaitEffects(48);

    fixture.deleteTopic(fixture.topic);
    fixture.createTopics();
    fixture.send(1_000, 1_096);

    await()
        .atMost(ReaderFixture.LIMIT)
        .until(() ->
            fixture.effects().stream()
                    .map(Integer::valueOf)
                    .filter(n -> n >= 1_000)
                    .distinct()
                    .count()
                == 96);
    assertThat(fixture.metric("callstream.reader.restarts")).isPositive();
  }

  @Test
  void recordsGoneBeforeTheyWereReadMakeItBeginAtTheEarliest() throws Exception {
    fixture.send(0, 48);
    StoredOffsetReader first = fixture.start("a", fixture::record);
    fixture.awaitEffects(48);
    first.stop();
    fixture.send(48, 96);
    fixture
        .admin
        .deleteRecords(
            Map.of(new TopicPartition(fixture.topic, 0), RecordsToDelete.beforeOffset(6)))
        .all()
        .get();

    fixture.start("a", fixture::record);
    fixture.awaitEffects(48 + 48 - 2);

    assertThat(fixture.effects()).hasSize(94).doesNotHaveDuplicates();
    assertThat(fixture.metric("callstream.reader.restarts")).isEqualTo(1);
  }

  @Test
  void anOffsetBeyondTheEndReplaysFromTheEarliest() throws Exception {
    fixture.send(0, 24);
    StoredOffsetReader first = fixture.start("a", fixture::record);
    fixture.awaitEffects(24);
    first.stop();
    fixture.setOffset(7, 1_000);

    fixture.start("a", fixture::record);
    fixture.awaitEffects(26);

    assertThat(fixture.offsets()).containsEntry(7, 2L);
  }

  @Test
  void aPartitionWhoseOffsetCannotBeReadIsNotReadUntilItCan() throws Exception {
    fixture.send(0, 24);
    var handled = new AtomicInteger();
    try (Connection session = fixture.database.connectAsSuperuser();
        Statement lock = session.createStatement()) {
      session.setAutoCommit(false);
      lock.execute("lock table readertest.offsets in access exclusive mode");
      fixture.start(
          "a",
          records -> {
            handled.addAndGet(records.size());
            fixture.record(records);
          });
      await()
          .during(Duration.ofSeconds(6))
          .atMost(Duration.ofSeconds(30))
          .until(() -> handled.get() == 0);
      session.rollback();
    }

    fixture.awaitEffects(24);
    assertOnceEach(24);
  }

  @Test
  void aFloodOfPoisonStopsItsPartitionAndNoOther() {
    for (int i = 0; i < 150; i++) {
      fixture.send(2, ReaderFixture.POISON);
    }
    fixture.flush();
    fixture.send(0, 240);

    fixture.start("a", fixture::record);
    await()
        .atMost(ReaderFixture.LIMIT)
        .until(() -> fixture.gauge("callstream.reader.stopped") == 1);
    fixture.awaitEffects(220);

    assertThat(fixture.offsets()).containsEntry(2, 100L).containsEntry(3, 20L);
    assertThat(fixture.deadLetters()).hasSize(100);
  }

  @Test
  void aStopWaitsForThePresentTransaction() throws Exception {
    var entered = new CountDownLatch(1);
    var mayGoOn = new CountDownLatch(1);
    fixture.send(0, "only");
    fixture.flush();
    StoredOffsetReader reader =
        fixture.start(
            "a",
            records -> {
              fixture.record(records);
              entered.countDown();
              awaitQuietly(mayGoOn);
            });
    entered.await();

    Thread stop = Thread.ofVirtual().start(reader::stop);
    mayGoOn.countDown();
    stop.join();

    assertThat(fixture.effects()).containsExactly("only");
    assertThat(fixture.offsets()).containsEntry(0, 1L);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertOnceEach(int count) {
    assertThat(fixture.effects())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, count).mapToObj(Integer::toString).toList());
  }

  private static byte[] raw(ConsumerRecord<?, ?> record, String header) {
    return record.headers().lastHeader(header).value();
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(raw(record, name), StandardCharsets.UTF_8);
  }
}
