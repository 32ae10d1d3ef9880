package io.callstream.outbox;

import io.callstream.contracts.Headers;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Sends batches, each as one Kafka transaction under a fixed transactional id: opening one fences
 * whoever had it before. After any failure it is of no further use; the next one's opening settles
 * what this one left open.
 */
final class Publisher implements AutoCloseable {

  private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(30);
  private static final Duration BLOCKED_AT_MOST = Duration.ofSeconds(20);
  // Longer than any send; what a dead leader left open holds up the readers for no longer.
  private static final Duration TRANSACTION_LIMIT = Duration.ofSeconds(60);

  private final KafkaProducer<byte[], byte[]> producer;

  private Publisher(KafkaProducer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /** Opens and fences; blocks for at most 20 s while Kafka is away. */
  static Publisher open(KafkaSettings kafka, String transactionalId) {
    Map<String, Object> config = KafkaClients.producer(kafka, transactionalId);
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_LIMIT.toMillis());
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) ACKNOWLEDGED_WITHIN.toMillis());
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCKED_AT_MOST.toMillis());
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    var publisher = new Publisher(new KafkaProducer<>(config));
    try {
      publisher.producer.initTransactions();
      return publisher;
    } catch (RuntimeException e) {
      publisher.close();
      throw e;
    }
  }

  /**
   * Publishes the messages in their order; when this returns they are committed.
   *
   * @throws LostLeadership when another publisher was opened since
   * @throws RuntimeException when they may not be
   */
  void publish(List<OutboxMessage> messages) {
    if (messages.isEmpty()) {
      return;
    }
    try {
      transact(messages);
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      throw new LostLeadership("another has opened the transactional id", e);
    }
  }

  private void transact(List<OutboxMessage> messages) {
    producer.beginTransaction();
    List<Future<RecordMetadata>> sent = new ArrayList<>(messages.size());
    messages.forEach(message -> sent.add(producer.send(record(message))));
    producer.commitTransaction();
    sent.forEach(Publisher::requireAcknowledged);
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }

  private static ProducerRecord<byte[], byte[]> record(OutboxMessage message) {
    var record =
        new ProducerRecord<>(
            message.topic(), message.key().getBytes(StandardCharsets.UTF_8), message.value());
    record.headers().add(Headers.MESSAGE_ID, utf8(message.id().toString()));
    message.headers().forEach((name, value) -> record.headers().add(name, utf8(value)));
    return record;
  }

  /** A commit stands for all its records; this is the proof that it does. */
  private static void requireAcknowledged(Future<RecordMetadata> sent) {
    if (sent.state() != Future.State.SUCCESS) {
      throw new IllegalStateException("committed with a record that was not acknowledged");
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
