package io.callstream.gateway.deadletter;

import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends dead letters back to their topics, or sets them aside. A letter counts as sent when Kafka
 * has it; should its mark be lost after that, it is sent once more, which every reader of ours
 * bears. What fails again is a new dead letter.
 */
@Component
public class Working {

  private static final int CHUNK = 100;
  private static final int CHUNK_BYTES = 16 * 1024 * 1024;

  /** In one request; who wants more asks again. */
  private static final int REQUEST_MAX = 10_000;

  /** Shorter than the transaction that marks them. */
  private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(10);

  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(4);
  private static final Duration BLOCKED_AT_MOST = Duration.ofSeconds(3);
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(2);

  private final LetterBook letters;
  private final TransactionTemplate transaction;
  private final KafkaSettings kafka;

  Working(LetterBook letters, TransactionTemplate transaction, KafkaSettings kafka) {
    this.letters = letters;
    this.transaction = transaction;
    this.kafka = kafka;
  }

  /**
   * What was done.
   *
   * @param missed those of the named ids that were not open, or that somebody else has at hand
   * @param left how many of the chosen are still open
   * @param last the newest id that was meant: who asks for the rest names it, and so does not send
   *     what has died again meanwhile
   */
  public record Done(int done, List<Long> missed, long left, long last) {}

  /** Kafka did not take them; those before are marked. */
  public static final class NotTaken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotTaken(Throwable cause) {
      super(cause);
    }
  }

  /**
   * Sends the chosen to their topics.
   *
   * @throws NotTaken when Kafka does not take one
   */
  public Done redrive(Selection chosen, String by) {
    long last = last(chosen);
    try (var producer = new KafkaProducer<byte[], byte[]>(settings())) {
      try {
        return each(
            chosen,
            last,
            ids -> {
              send(ids, producer);
              letters.decide(ids, "redriven", null, by);
            });
      } finally {
        producer.close(CLOSED_WITHIN);
      }
    }
  }

  /** Sets the chosen aside. */
  public Done discard(Selection chosen, @Nullable String note, String by) {
    return each(chosen, last(chosen), ids -> letters.decide(ids, "discarded", note, by));
  }

  private long last(Selection chosen) {
    long newest = letters.last();
    return chosen.last() == null ? newest : Math.min(chosen.last(), newest);
  }

  private interface Act {
    void on(List<Long> ids);
  }

  /** Chunk by chunk; letters that come meanwhile are not among them, or this might never end. */
  private Done each(Selection chosen, long last, Act act) {
    int done = 0;
    var missed = new ArrayList<>(chosen.ids());
    for (int some = -1; some != 0 && done < REQUEST_MAX; done += some) {
      var ids =
          transaction.execute(_ -> {
            var chunk = chunk(letters.lock(chosen, last, CHUNK));
            if (!chunk.isEmpty()) {
              act.on(chunk);
            }
            return chunk;
          });
      missed.removeAll(ids);
      some = ids.size();
    }
    return new Done(done, missed, letters.count(chosen, last), last);
  }

  private static List<Long> chunk(List<Map.Entry<Long, Integer>> locked) {
    var ids = new ArrayList<Long>();
    long bytes = 0;
    for (var letter : locked) {
      bytes += letter.getValue();
      if (!ids.isEmpty() && bytes > CHUNK_BYTES) {
        break;
      }
      ids.add(letter.getKey());
    }
    return ids;
  }

  private void send(List<Long> ids, Producer<byte[], byte[]> producer) {
    send(ids, letters::original, producer);
  }

  static void send(
      List<Long> ids,
      LongFunction<ProducerRecord<byte[], byte[]>> original,
      Producer<byte[], byte[]> producer) {
    long deadline = System.nanoTime() + ACKNOWLEDGED_WITHIN.toNanos();
    try {
      var sent = new ArrayList<Future<?>>(ids.size());
      for (long id : ids) {
        var one = producer.send(original.apply(id));
        // While Kafka is away each waits in vain, and together longer than the transaction may
        // last.
        if (one.isDone()) {
          one.get();
        }
        sent.add(one);
      }
      for (var each : sent) {
        each.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new NotTaken(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotTaken(e);
    }
  }

  private Map<String, Object> settings() {
    var settings = KafkaClients.producer(kafka, "gateway-redrive");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCKED_AT_MOST.toMillis());
    settings.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(ANSWERED_WITHIN.toMillis()));
    settings.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(ACKNOWLEDGED_WITHIN.toMillis()));
    return settings;
  }
}
