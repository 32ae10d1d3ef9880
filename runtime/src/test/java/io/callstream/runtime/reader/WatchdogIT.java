package io.callstream.runtime.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchdogIT {

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger renewed = new AtomicInteger();
  private final Progress progress = new Progress();
  private ReaderFixture fixture;
  private Watchdog watchdog;
  private TopicPartition two;

  @BeforeEach
  void open() throws Exception {
    fixture = new ReaderFixture(ReaderFixture.SHORT);
    two = new TopicPartition(fixture.topic, 2);
    watchdog =
        new Watchdog(
            fixture.admin,
            new TopicIds(fixture.admin),
            progress,
            now::get,
            renewed::incrementAndGet);
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  @Test
  void aPartitionThatStandsStillThoughThereIsMoreIsStalled() throws Exception {
    fixture.send(0, 36);
    progress.at(two, 1);

    watchdog.look();
    assertThat(watchdog.lag(two)).isEqualTo(2);
    assertThat(watchdog.stalledCount()).isZero();

    now.addAndGet(Watchdog.STALLED_AFTER.plusSeconds(1).toNanos());
    watchdog.look();
    assertThat(watchdog.stalledCount()).isEqualTo(1);
    assertThat(renewed).hasValue(1);

    watchdog.look();
    assertThat(watchdog.stalledCount()).as("until it moves").isEqualTo(1);
    assertThat(renewed).as("new consumers have their time").hasValue(1);

    progress.at(two, 2);
    watchdog.look();
    assertThat(watchdog.stalledCount()).isZero();
  }

  @Test
  void aPartitionThatIsAlwaysBehindButMovesIsNotStalled() throws Exception {
    fixture.send(0, 36);
    for (int position = 0; position < 3; position++) {
      progress.at(two, position);
      watchdog.look();
      assertThat(watchdog.stalledCount()).isZero();
      now.addAndGet(Duration.ofSeconds(40).toNanos());
    }
  }

  @Test
  void aPartitionReadToItsEndMayStandStill() throws Exception {
    fixture.send(0, 36);
    progress.at(two, 3);
    watchdog.look();
    now.addAndGet(Duration.ofHours(1).toNanos());

    watchdog.look();

    assertThat(watchdog.lag(two)).isZero();
    assertThat(watchdog.stalledCount()).isZero();
  }

  /** A look often comes between a record's arrival and its reading. */
  @Test
  void whatComesAfterALongRestIsNotStalled() throws Exception {
    fixture.send(0, 36);
    progress.at(two, 3);
    watchdog.look();
    now.addAndGet(Duration.ofHours(1).toNanos());
    fixture.send(36, 72);

    watchdog.look();

    assertThat(watchdog.lag(two)).isEqualTo(3);
    assertThat(watchdog.stalledCount()).isZero();
    assertThat(renewed).hasValue(0);
  }

  @Test
  void aStoppedPartitionIsNotCalledStalled() throws Exception {
    fixture.send(0, 36);
    progress.at(two, 1);
    progress.stop(two);
    watchdog.look();
    now.addAndGet(Duration.ofHours(1).toNanos());

    watchdog.look();

    assertThat(watchdog.stalledCount()).isZero();
  }

  /** What is stored may lie within the new topic, so that nothing else would tell. */
  @Test
  void aTopicMadeAnewBeforeTheFirstLookIsNoticed() throws Exception {
    progress.at(two, 0);
    var ids = new TopicIds(fixture.admin).of(Set.of(fixture.topic));
    progress.readAs(two, Objects.requireNonNull(ids.get(fixture.topic)));
    watchdog.look();
    assertThat(renewed).hasValue(0);

    progress.readAs(two, UUID.randomUUID());
    watchdog.look();
    assertThat(renewed).hasValue(1);

    progress.forget(Set.of(two));
    watchdog.look();
    assertThat(renewed).hasValue(1);
  }
}
