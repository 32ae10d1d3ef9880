package io.callstream.runtime.reader;

import io.callstream.runtime.database.SqlStates;
import io.callstream.runtime.database.Trouble;
import io.callstream.runtime.loop.Backoff;
import io.callstream.runtime.loop.StopSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer's turns. A partition it is given is paused until its stored offset is read; a batch
 * with a record that is not owned is thrown away and sought again (MECHANISMS.md F1). For one
 * thread.
 */
final class Polling implements ConsumerRebalanceListener {

  private static final Logger log = LoggerFactory.getLogger(Polling.class);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration POLL_UNSETTLED = Duration.ofMillis(50);
  private static final Duration POSITION = Duration.ofMillis(100);
  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

  /** Shown with every small batch, offsets would be a third of what Kafka has to do. */
  private static final Duration SHOWN_EVERY = Duration.ofSeconds(1);

  private final Consumer<byte[], byte[]> consumer;
  private final ReaderParts parts;
  private final StopSignal stop;
  private final Held held = new Held();
  private final Backoff backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT);
  private String complaint = "";
  private long lookedAt;
  private final Set<TopicPartition> unshown = new HashSet<>();
  private long shownAt;

  Polling(Consumer<byte[], byte[]> consumer, ReaderParts parts, StopSignal stop) {
    this.consumer = consumer;
    this.parts = parts;
    this.stop = stop;
    this.lookedAt = parts.nanoTime().getAsLong();
    this.shownAt = lookedAt;
  }

  /**
   * Polls once and works off what came. May wait, when the surroundings are unwell, for at most 10
   * s.
   *
   * @throws Halted when nothing will pass
   * @throws RuntimeException when the consumer is no longer to be trusted
   */
  void turn() {
    lookAgain();
    settle();
    try {
      ConsumerRecords<byte[], byte[]> records =
          consumer.poll(held.unsettled().isEmpty() ? POLL : POLL_UNSETTLED);
      if (!records.isEmpty()) {
        long begun = parts.nanoTime().getAsLong();
        workOff(records);
        gather(begun);
      }
    } catch (OffsetOutOfRangeException e) {
      e.offsetOutOfRangePartitions().keySet().forEach(this::restart);
    }
    showKafka();
    report();
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    unsettle(partitions);
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    held.forget(partitions);
    parts.progress().forget(partitions);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    onPartitionsRevoked(partitions);
  }

  /** Paused, and with some position, so that the consumer does not look for one of its own. */
  private void unsettle(Collection<TopicPartition> partitions) {
    held.unsettle(partitions);
    partitions.forEach(partition -> consumer.seek(partition, 0));
    consumer.pause(partitions);
  }

  /**
   * A batch would find that the stored offset is another one; where nothing new comes, a database
   * that was put back is noticed here, and what it has lost is read again. A look that fails halts
   * nothing: whoever puts a database back may have its tables away for a moment.
   */
  private void lookAgain() {
    long now = parts.nanoTime().getAsLong();
    if (now - lookedAt < LOOK_EVERY.toNanos()) {
      return;
    }
    lookedAt = now;
    try {
      Set<TopicPartition> changed = parts.claiming().changed(held.settled());
      if (!changed.isEmpty()) {
        parts.metrics().stale();
        unsettle(assigned(changed));
      }
    } catch (RuntimeException e) {
      log.debug("offsets not looked at; the next look or batch tells", e);
    }
  }

  private void settle() {
    Set<TopicPartition> unsettled = held.unsettled();
    if (unsettled.isEmpty()) {
      return;
    }
    try {
      parts.claiming().claim(unsettled, consumer).forEach(this::settle);
      wellAgain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop.request();
    } catch (ExecutionException | java.util.concurrent.TimeoutException | RuntimeException e) {
      if (SqlStates.judge(e) == Trouble.SYSTEMIC) {
        throw new Halted(e);
      }
      waitAfter(e, "offsets not read");
    }
  }

  private void settle(TopicPartition partition, StoredOffset offset) {
    held.settle(partition, offset);
    parts.progress().readAs(partition, offset.topicId());
    consumer.seek(partition, offset.next());
    if (!parts.progress().isStopped(partition)) {
      consumer.resume(List.of(partition));
    }
  }

  private void workOff(ConsumerRecords<byte[], byte[]> records) {
    List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(records.count());
    records.forEach(batch::add);
    if (!held.owns(batch)) {
      parts.metrics().discarded();
      rewind(records.partitions());
      return;
    }
    Outcome outcome = new Outcome.Done();
    for (var part : BatchParts.of(batch)) {
      outcome = outcome instanceof Outcome.Done ? parts.applying().apply(part, held) : outcome;
    }
    switch (outcome) {
      case Outcome.Done _ -> {
        wellAgain();
        unshown.addAll(records.partitions());
      }
      case Outcome.Stale _ -> {
        parts.metrics().stale();
        unsettle(assigned(records.partitions()));
      }
      case Outcome.Again(Throwable cause) -> {
        parts.metrics().repeat();
        rewind(records.partitions());
        waitAfter(cause, "batch rolled back");
      }
      case Outcome.Flood(TopicPartition partition, Throwable cause) -> {
        parts.progress().stop(partition);
        rewind(records.partitions());
        log.error("{} is stopped: too many dead letters, {}", partition, FailureText.kinds(cause));
      }
      case Outcome.Halt(Throwable cause) -> throw new Halted(cause);
    }
  }

  private void gather(long begun) {
    var took = Duration.ofNanos(parts.nanoTime().getAsLong() - begun);
    stop.await(Gathering.after(took, isBehind()));
  }

  private boolean isBehind() {
    Set<TopicPartition> read = new HashSet<>(consumer.assignment());
    read.removeAll(consumer.paused());
    return read.stream().anyMatch(partition -> consumer.currentLag(partition).orElse(0) > 0);
  }

  /** Reads again from where the effects end. */
  private void rewind(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : assigned(partitions)) {
      StoredOffset offset = held.offset(partition);
      if (offset == null) {
        unsettle(List.of(partition));
      } else {
        consumer.seek(partition, offset.next());
        if (parts.progress().isStopped(partition)) {
          consumer.pause(List.of(partition));
        }
      }
    }
  }

  private void restart(TopicPartition partition) {
    StoredOffset stored = held.offset(partition);
    try {
      if (stored != null) {
        settle(partition, parts.claiming().restart(partition, stored, consumer));
        return;
      }
    } catch (StaleOffset _) {
      parts.metrics().stale();
    }
    unsettle(assigned(List.of(partition)));
  }

  private Set<TopicPartition> assigned(Collection<TopicPartition> partitions) {
    Set<TopicPartition> assigned = new HashSet<>(partitions);
    assigned.retainAll(consumer.assignment());
    return assigned;
  }

  private void wellAgain() {
    complaint = "";
    backoff.reset();
  }

  private void waitAfter(Throwable cause, String what) {
    String now = FailureText.kinds(cause);
    if (!now.equals(complaint)) {
      log.warn("{}, trying again: {}", what, now);
      complaint = now;
    }
    stop.await(backoff.next());
  }

  /** Kafka's own offsets are for monitoring: nobody begins from them, and failures do no harm. */
  private void showKafka() {
    long now = parts.nanoTime().getAsLong();
    if (unshown.isEmpty() || now - shownAt < SHOWN_EVERY.toNanos()) {
      return;
    }
    shownAt = now;
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : unshown) {
      StoredOffset offset = held.offset(partition);
      if (offset != null) {
        offsets.put(partition, new OffsetAndMetadata(offset.next()));
      }
    }
    unshown.clear();
    try {
      consumer.commitAsync(offsets, (_, e) -> logUncommitted(e));
    } catch (KafkaException e) {
      logUncommitted(e);
    }
  }

  private static void logUncommitted(@org.jspecify.annotations.Nullable Exception e) {
    if (e != null) {
      log.debug("Kafka did not take the offsets shown to it", e);
    }
  }

  private void report() {
    for (TopicPartition partition : held.all()) {
      try {
        parts.progress().at(partition, consumer.position(partition, POSITION));
      } catch (TimeoutException _) {
        // Unknown for the moment; the place it had stays and grows old, as it should.
      }
    }
  }
}
