package io.callstream.outbox;

import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Sends batches, each as one Kafka transaction under a fixed transactional id: opening one fences
 * whoever had it before. After any exception it is of no further use; the next one's opening
 * settles what this one left open.
 */
final class Publisher implements AutoCloseable {

  private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(30);
  // Also how long a topic may be unknown before Kafka is asked whether it is there at all.
  private static final Duration BLOCKED_AT_MOST = Duration.ofSeconds(20);
  // Longer than any send; what a dead leader left open holds up the readers for no longer.
  private static final Duration TRANSACTION_LIMIT = Duration.ofSeconds(60);
  // A commit sends at once what lies there; till then a batch's rows gather to few requests.
  private static final Duration LINGER = Duration.ofMillis(50);

  private final KafkaProducer<byte[], byte[]> producer;
  private final MissingTopics topics;

  private Publisher(KafkaProducer<byte[], byte[]> producer, MissingTopics topics) {
    this.producer = producer;
    this.topics = topics;
  }

  /** Opens and fences; blocks for at most 20 s while Kafka is away. */
  static Publisher open(KafkaSettings kafka, String transactionalId) {
    Map<String, Object> config = KafkaClients.producer(kafka, transactionalId);
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_LIMIT.toMillis());
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) ACKNOWLEDGED_WITHIN.toMillis());
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCKED_AT_MOST.toMillis());
    config.put(ProducerConfig.LINGER_MS_CONFIG, (int) LINGER.toMillis());
    var publisher = new Publisher(new KafkaProducer<>(config), new MissingTopics(kafka));
    try {
      publisher.producer.initTransactions();
      return publisher;
    } catch (RuntimeException e) {
      publisher.close();
      throw e;
    }
  }

  /**
   * Publishes the rows in their order; when this returns without a refusal they are committed. With
   * one, nothing is, and the publisher is as before.
   *
   * @throws LostLeadership when another publisher was opened since
   * @throws RuntimeException when they may not be
   */
  Optional<Refusal> publish(List<Row> rows) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(rows.size());
    for (Row row : rows) {
      Optional<ProducerRecord<byte[], byte[]>> record = row.record();
      if (record.isEmpty()) {
        return Optional.of(new Refused(List.of(row), "its headers are no object of plain values"));
      }
      records.add(record.get());
    }
    return records.isEmpty() ? Optional.empty() : publish(rows, records);
  }

  private Optional<Refusal> publish(List<Row> rows, List<ProducerRecord<byte[], byte[]>> records) {
    List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
    try {
      return refusal(rows, records, sent);
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      throw new LostLeadership("another has opened the transactional id", e);
    }
  }

  /** A failed record leaves the transaction to be aborted and the producer to begin another. */
  private Optional<Refusal> refusal(
      List<Row> rows,
      List<ProducerRecord<byte[], byte[]>> records,
      List<Future<RecordMetadata>> sent) {
    try {
      transact(records, sent);
      return Optional.empty();
    } catch (KafkaException e) {
      Optional<Refusal> refusal = Refusal.in(rows, sent, topics::isMissing);
      if (refusal.isEmpty()) {
        throw e;
      }
      producer.abortTransaction();
      return refusal;
    }
  }

  private void transact(
      List<ProducerRecord<byte[], byte[]>> records, List<Future<RecordMetadata>> sent) {
    producer.beginTransaction();
    for (ProducerRecord<byte[], byte[]> record : records) {
      sent.add(producer.send(record));
      requireNotFailed(sent.getLast());
    }
    producer.commitTransaction();
    sent.forEach(Publisher::requireAcknowledged);
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }

  /** Without Kafka each record would be waited for as long as the first. */
  private static void requireNotFailed(Future<RecordMetadata> sent) {
    if (sent.state() == Future.State.FAILED) {
      throw sent.exceptionNow() instanceof KafkaException e
          ? e
          : new KafkaException(sent.exceptionNow());
    }
  }

  /** A commit stands for all its records; this is the proof that it does. */
  private static void requireAcknowledged(Future<RecordMetadata> sent) {
    if (sent.state() != Future.State.SUCCESS) {
      throw new IllegalStateException("committed with a record that was not acknowledged");
    }
  }
}
