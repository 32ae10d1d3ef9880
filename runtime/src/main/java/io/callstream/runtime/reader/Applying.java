package io.callstream.runtime.reader;

import io.callstream.runtime.database.SqlStates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Works off a batch: the offsets move and the handler acts in one transaction. A batch that fails
 * by its own fault is halved until the one record is found, which goes to the DLT alone.
 */
final class Applying {

  private static final Logger log = LoggerFactory.getLogger(Applying.class);
  private static final Outcome DONE = new Outcome.Done();

  private final TransactionOperations transactions;
  private final StoredOffsets offsets;
  private final BatchHandler handler;
  private final DeadLetters deadLetters;
  private final ReaderMetrics metrics;

  Applying(
      TransactionOperations transactions,
      StoredOffsets offsets,
      BatchHandler handler,
      DeadLetters deadLetters,
      ReaderMetrics metrics) {
    this.transactions = transactions;
    this.offsets = offsets;
    this.handler = handler;
    this.deadLetters = deadLetters;
    this.metrics = metrics;
  }

  /** Works off records that are all owned by {@code held}, which learns how far it came. */
  Outcome apply(List<ConsumerRecord<byte[], byte[]>> records, Held held) {
    var aside = new IdentityHashMap<ConsumerRecord<byte[], byte[]>, RuntimeException>();
    try {
      commit(records, held, () -> work(records, aside, held));
    } catch (StaleOffset _) {
      return new Outcome.Stale();
    } catch (NotBuried e) {
      return new Outcome.Again(e);
    } catch (Throwable t) {
      return switch (SqlStates.judge(t)) {
        case TRANSIENT -> new Outcome.Again(t);
        case SYSTEMIC -> new Outcome.Halt(t);
        case POISON -> records.size() == 1 ? bury(records, t, held) : halve(records, held);
      };
    }
    records.forEach(r -> held.window(Held.partition(r)).add(aside.containsKey(r)));
    metrics.worked(records.size() - aside.size());
    aside.forEach(this::tell);
    return DONE;
  }

  /** The letters of what is set aside stand in Kafka before the offsets move. */
  private void work(
      List<ConsumerRecord<byte[], byte[]>> records,
      IdentityHashMap<ConsumerRecord<byte[], byte[]>, RuntimeException> aside,
      Held held) {
    handler.handle(records, aside::put);
    if (aside.isEmpty()) {
      return;
    }
    Map<TopicPartition, List<Boolean>> coming = new HashMap<>();
    records.forEach(r ->
        coming
            .computeIfAbsent(Held.partition(r), _ -> new ArrayList<>())
            .add(aside.containsKey(r)));
    coming.forEach((partition, dead) -> {
      if (!held.window(partition).takes(dead)) {
        // Halved until the one that is too many stands alone.
        throw aside.values().iterator().next();
      }
    });
    try {
      deadLetters.bury(aside);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotBuried(e);
    } catch (Exception e) {
      throw new NotBuried(e);
    }
  }

  private void tell(ConsumerRecord<byte[], byte[]> letter, Throwable cause) {
    metrics.deadLetter(letter.topic());
    log.error(
        "dead letter: {} offset {}: {}",
        Held.partition(letter),
        letter.offset(),
        FailureText.kinds(cause));
  }

  /** Kafka did not take a dead letter; nothing was worked off. */
  private static final class NotBuried extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotBuried(Throwable cause) {
      super(cause);
    }
  }

  private Outcome halve(List<ConsumerRecord<byte[], byte[]>> records, Held held) {
    int middle = records.size() / 2;
    Outcome first = apply(records.subList(0, middle), held);
    return first instanceof Outcome.Done
        ? apply(records.subList(middle, records.size()), held)
        : first;
  }

  /** The offset moves only when Kafka has acknowledged the dead letter. */
  private Outcome bury(List<ConsumerRecord<byte[], byte[]>> alone, Throwable cause, Held held) {
    ConsumerRecord<byte[], byte[]> record = alone.getFirst();
    TopicPartition partition = Held.partition(record);
    if (held.window(partition).isFull()) {
      return new Outcome.Flood(partition, cause);
    }
    try {
      deadLetters.bury(record, cause);
      commit(alone, held, () -> {});
    } catch (StaleOffset _) {
      return new Outcome.Stale();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Again(e);
    } catch (Exception e) {
      return new Outcome.Again(e);
    }
    held.window(partition).add(true);
    tell(record, cause);
    return DONE;
  }

  /** The compare-and-set comes first: a stale owner waits and fails there, before any effect. */
  private void commit(List<ConsumerRecord<byte[], byte[]>> records, Held held, Runnable effect) {
    List<StoredOffsets.Move> moves = held.moves(records);
    transactions.executeWithoutResult(_ -> {
      offsets.move(moves);
      effect.run();
    });
    held.moved(moves);
  }
}
