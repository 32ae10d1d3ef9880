package io.callstream.bench.projector;

import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Puts webhooks where the gateway puts them: readers see all of a backlog at one moment. */
final class Backlog implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer;
  private final long receivedAt;

  /**
   * Fences any other.
   *
   * @param receivedAt what the webhooks bear, in milliseconds since 1970
   */
  Backlog(KafkaSettings kafka, long receivedAt) {
    this.receivedAt = receivedAt;
    var settings = KafkaClients.producer(kafka, "bench");
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "bench");
    settings.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) Duration.ofMinutes(10).toMillis());
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    this.producer = new KafkaProducer<>(settings);
    producer.initTransactions();
  }

  /**
   * When a backlog was to be seen and where it ends.
   *
   * @param at {@link System#nanoTime}
   * @param next the offset after the last record, of each partition that got some
   */
  record Published(long at, Map<Integer, Long> next) {}

  /** Publishes all of it in one transaction. */
  Published publish(List<Webhook> webhooks) {
    Map<Integer, Long> next = new HashMap<>();
    producer.beginTransaction();
    for (var webhook : webhooks) {
      var _ =
          producer.send(
              webhook.message(receivedAt),
              (sent, failure) -> {
                if (failure == null) {
                  synchronized (next) {
                    next.merge(sent.partition(), sent.offset() + 1, Math::max);
                  }
                }
              });
    }
    producer.flush();
    long at = System.nanoTime();
    // Fails when a record failed.
    producer.commitTransaction();
    synchronized (next) {
      return new Published(at, Map.copyOf(next));
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
