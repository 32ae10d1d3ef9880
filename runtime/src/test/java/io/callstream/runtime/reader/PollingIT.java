package io.callstream.runtime.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.runtime.loop.StopSignal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One thread's turns, with a consumer that does what a real one does rarely. */
class PollingIT {

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private final AtomicInteger handled = new AtomicInteger();
  private final AtomicLong nanoTime = new AtomicLong();
  private final AtomicLong handling = new AtomicLong();
  private final Progress progress = new Progress();
  private ReaderFixture fixture;
  private TopicPartition zero;
  private TopicPartition one;
  private Polling polling;
  private DeadLetters deadLetters;

  @BeforeEach
  void open() throws Exception {
    fixture = new ReaderFixture(ReaderFixture.SHORT);
    zero = new TopicPartition(fixture.topic, 0);
    one = new TopicPartition(fixture.topic, 1);
    deadLetters = new DeadLetters(fixture.kafka, "mock");
    var transactions = new TransactionTemplate(new JdbcTransactionManager(fixture.pool));
    var offsets = new StoredOffsets(fixture.jdbc, ReaderFixture.SCHEMA);
    var metrics = new ReaderMetrics(fixture.meters, "mock");
    BatchHandler handler =
        records -> {
          handled.addAndGet(records.size());
          nanoTime.addAndGet(handling.get());
          fixture.record(records);
        };
    polling =
        new Polling(
            consumer,
            new ReaderParts(
                new Claiming(transactions, offsets, new TopicIds(fixture.admin), metrics),
                new Applying(transactions, offsets, handler, deadLetters, metrics),
                progress,
                metrics,
                nanoTime::get),
            new StopSignal());
    Map<TopicPartition, Long> beginnings = new HashMap<>(Map.of(zero, 0L, one, 0L));
    consumer.updateBeginningOffsets(beginnings);
    consumer.subscribe(List.of(fixture.topic), polling);
  }

  @AfterEach
  void close() throws Exception {
    deadLetters.close();
    fixture.close();
  }

  @Test
  void aPartitionIsPausedUntilItsOffsetIsRead() {
    consumer.rebalance(List.of(zero));
    assertThat(consumer.paused()).containsExactly(zero);

    polling.turn();

    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void aBatchOfAPartitionThatIsNotOwnedIsThrownAwayAndSoughtAgain() throws Exception {
    consumer.rebalance(List.of(zero));
    try (Connection session = fixture.database.connectAsSuperuser();
        Statement lock = session.createStatement()) {
      session.setAutoCommit(false);
      lock.execute("lock table readertest.offsets in access exclusive mode");
      // As a container's retry would, which resumes all its partitions.
      consumer.schedulePollTask(() -> consumer.resume(List.of(zero)));
      consumer.addRecord(at(zero, 0, "a"));
      polling.turn();
      session.rollback();
    }
    assertThat(handled).hasValue(0);
    assertThat(fixture.metric("callstream.reader.discarded")).isEqualTo(1);
    assertThat(consumer.paused()).containsExactly(zero);

    consumer.addRecord(at(zero, 0, "a"));
    polling.turn();

    assertThat(fixture.effects()).containsExactly("a");
  }

  @Test
  void aBatchWithOnlyOneRecordThatIsNotOwnedIsThrownAwayWhole() {
    consumer.rebalance(List.of(zero));
    polling.turn();
    consumer.rebalance(List.of(zero, one));
    consumer.schedulePollTask(() -> consumer.resume(List.of(one)));
    consumer.addRecord(at(zero, 0, "a"));
    consumer.addRecord(at(one, 0, "b"));
    fixture.pool.close();
    polling.turn();

    assertThat(handled).hasValue(0);
    assertThat(fixture.metric("callstream.reader.discarded")).isEqualTo(1);
    assertThat(consumer.position(zero)).isZero();
  }

  @Test
  void aRecordBeforeTheStoredOffsetIsThrownAway() throws Exception {
    consumer.rebalance(List.of(zero));
    polling.turn();
    fixture.setOffset(0, 5);
    consumer.rebalance(List.of());
    consumer.rebalance(List.of(zero));
    polling.turn();
    assertThat(consumer.position(zero)).isEqualTo(5);

    consumer.schedulePollTask(() -> consumer.seek(zero, 3));
    consumer.addRecord(at(zero, 3, "old"));
    polling.turn();

    assertThat(handled).hasValue(0);
    assertThat(consumer.position(zero)).isEqualTo(5);
  }

  @Test
  void aStaleOwnersEffectIsRolledBackAndTheOffsetReadAgain() throws Exception {
    consumer.rebalance(List.of(zero));
    polling.turn();
    fixture.setOffset(0, 7);
    consumer.addRecord(at(zero, 0, "stale"));

    polling.turn();
    assertThat(fixture.effects()).isEmpty();
    assertThat(fixture.metric("callstream.reader.stale")).isEqualTo(1);

    polling.turn();
    assertThat(consumer.position(zero)).isEqualTo(7);
  }

  @Test
  void afterASmallBatchTheNextHasTenMillisecondsToGather() {
    consumer.rebalance(List.of(zero));
    polling.turn();

    assertThat(shortestOfTurns(0, 30)).isGreaterThanOrEqualTo(Duration.ofMillis(10));
  }

  @Test
  void afterALongBatchTheNextHasAsLongToGather() {
    consumer.rebalance(List.of(zero));
    polling.turn();
    handling.set(Duration.ofMillis(40).toNanos());

    assertThat(shortestOfTurns(0, 10)).isGreaterThanOrEqualTo(Duration.ofMillis(40));
  }

  @Test
  void whereThereIsMoreToReadAlreadyNothingIsWaitedFor() {
    consumer.rebalance(List.of(zero));
    polling.turn();
    handling.set(Duration.ofMillis(50).toNanos());
    consumer.updateEndOffsets(Map.of(zero, 1_000L));

    assertThat(shortestOfTurns(0, 20)).isLessThan(Duration.ofMillis(50));
  }

  private Duration shortestOfTurns(int from, int to) {
    var shortest = Duration.ofDays(1);
    for (int n = from; n < to; n++) {
      consumer.addRecord(at(zero, n, "a" + n));
      long begun = System.nanoTime();
      polling.turn();
      var took = Duration.ofNanos(System.nanoTime() - begun);
      shortest = took.compareTo(shortest) < 0 ? took : shortest;
    }
    return shortest;
  }

  @Test
  void anOffsetPutBackIsSoughtWithinTenSecondsThoughNothingComes() throws Exception {
    quietAt(5);
    fixture.setOffset(0, 2);

    pass(Duration.ofMillis(9_999));
    polling.turn();
    assertThat(consumer.position(zero)).isEqualTo(5);

    pass(Duration.ofMillis(1));
    polling.turn();
    assertThat(consumer.position(zero)).isEqualTo(2);
    assertThat(consumer.paused()).isEmpty();
    assertThat(fixture.metric("callstream.reader.stale")).isEqualTo(1);
  }

  @Test
  void anOffsetThatIsGoneBeginsAtTheEarliestThoughNothingComes() throws Exception {
    quietAt(5);
    fixture.asSuperuser("delete from readertest.offsets");

    pass(Duration.ofSeconds(10));
    polling.turn();

    assertThat(consumer.position(zero)).isZero();
    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void aLookThatFindsWhatIsKnownSeeksNothing() throws Exception {
    quietAt(5);
    consumer.addRecord(at(zero, 5, "a"));
    polling.turn();

    pass(Duration.ofSeconds(10));
    polling.turn();

    assertThat(consumer.position(zero)).isEqualTo(6);
    assertThat(fixture.metric("callstream.reader.stale")).isZero();
  }

  @Test
  void aLookThatFailsStopsNothingAndTheNextOneTells() throws Exception {
    quietAt(5);
    fixture.setOffset(0, 2);
    fixture.asSuperuser("alter table readertest.offsets rename to away");
    pass(Duration.ofSeconds(10));
    polling.turn();
    assertThat(consumer.paused()).isEmpty();

    fixture.asSuperuser("alter table readertest.away rename to offsets");
    pass(Duration.ofSeconds(10));
    polling.turn();

    assertThat(consumer.position(zero)).isEqualTo(2);
  }

  @Test
  void aPartitionThatWasStoppedStaysSoWhenItsOffsetIsPutBack() throws Exception {
    quietAt(5);
    progress.stop(zero);
    fixture.setOffset(0, 2);

    pass(Duration.ofSeconds(10));
    polling.turn();

    assertThat(consumer.position(zero)).isEqualTo(2);
    assertThat(consumer.paused()).containsExactly(zero);
  }

  @Test
  void aPartitionThatWasStoppedIsReadAgainByItsNextOwner() {
    consumer.rebalance(List.of(zero));
    progress.stop(zero);
    polling.turn();
    assertThat(consumer.paused()).containsExactly(zero);

    consumer.rebalance(List.of());
    consumer.rebalance(List.of(zero));
    polling.turn();

    assertThat(consumer.paused()).isEmpty();
    assertThat(progress.stoppedCount()).isZero();
  }

  /** A partition that was read so far, and gets nothing more. */
  private void quietAt(long offset) throws Exception {
    consumer.rebalance(List.of(zero));
    polling.turn();
    fixture.setOffset(0, offset);
    consumer.rebalance(List.of());
    consumer.rebalance(List.of(zero));
    polling.turn();
    assertThat(consumer.position(zero)).isEqualTo(offset);
  }

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  private static ConsumerRecord<byte[], byte[]> at(
      TopicPartition partition, long offset, String value) {
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        new byte[0],
        value.getBytes(StandardCharsets.UTF_8));
  }
}
