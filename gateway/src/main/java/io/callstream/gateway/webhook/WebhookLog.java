package io.callstream.gateway.webhook;

import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Writes webhooks to Kafka and knows when they are there. While Kafka is away a write gives up
 * before Retell does: the producer's buffer and the waiting have limits, and nothing is queued
 * beyond them.
 */
@Component
public final class WebhookLog implements DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(WebhookLog.class);

  /** From the first try to the answer; what is left of 5 s is for the rest of the request. */
  private static final Duration WRITTEN_WITHIN = Duration.ofMillis(4_200);

  /** For metadata, and for room in the buffer. */
  private static final Duration BLOCKED_AT_MOST = Duration.ofMillis(1_500);

  /** Kafka's own limit for a record, from send to acknowledgement with all repeats. */
  private static final Duration DELIVERED_WITHIN = Duration.ofSeconds(4);

  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(2);
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(5);
  private static final int BATCH_BYTES = 128 * 1024;
  private static final long BUFFER_BYTES = 32L * 1024 * 1024;

  private final KafkaSettings kafka;
  private final AtomicBoolean failing = new AtomicBoolean();
  private volatile @Nullable Producer<byte[], byte[]> producer;

  WebhookLog(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /**
   * Makes the producer, which needs an address that can be looked up.
   *
   * @throws KafkaException when it cannot be made yet
   */
  public synchronized void open() {
    if (producer == null) {
      producer = new KafkaProducer<>(settings(kafka));
    }
  }

  /** Whether the record is in Kafka, acknowledged by every in-sync broker, before the limit. */
  boolean write(ProducerRecord<byte[], byte[]> message) {
    var open = producer;
    if (open == null) {
      return false;
    }
    long began = System.nanoTime();
    try {
      var written = open.send(message);
      written.get(WRITTEN_WITHIN.toNanos() - (System.nanoTime() - began), TimeUnit.NANOSECONDS);
      if (failing.compareAndSet(true, false)) {
        log.info("Kafka takes webhooks again");
      }
      return true;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      // Each refusal is counted; the outage is told once.
      if (failing.compareAndSet(false, true)) {
        log.warn("Kafka does not take webhooks: {}", e.toString());
      }
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public synchronized void destroy() {
    var open = producer;
    if (open != null) {
      open.close(CLOSED_WITHIN);
    }
  }

  private static Map<String, Object> settings(KafkaSettings kafka) {
    var settings = KafkaClients.producer(kafka, "gateway-webhooks");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCKED_AT_MOST.toMillis());
    settings.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(DELIVERED_WITHIN.toMillis()));
    settings.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(ANSWERED_WITHIN.toMillis()));
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    // Batches are of a few webhooks each: lz4 took 30 in a hundred samples of this process's code.
    // Who lacks space lets the topic compress.
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    return settings;
  }
}
