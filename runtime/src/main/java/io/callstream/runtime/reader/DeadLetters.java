package io.callstream.runtime.reader;

import io.callstream.contracts.Topics;
import io.callstream.runtime.kafka.DeadLetterHeaders;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Where a record goes that cannot be worked off: to its topic's DLT, with the cause beside it. */
final class DeadLetters implements AutoCloseable {

  private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(20);
  private static final Duration REQUEST = Duration.ofSeconds(10);
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(2);

  private final Producer<byte[], byte[]> producer;
  private final String group;

  DeadLetters(KafkaSettings kafka, String group) {
    this.group = group;
    Map<String, Object> config = KafkaClients.producer(kafka, group + "-dead-letters");
    int within = (int) ACKNOWLEDGED_WITHIN.toMillis();
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST.toMillis());
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, within);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, within);
    this.producer = new KafkaProducer<>(config);
  }

  /**
   * Writes the record to its DLT and waits until Kafka has it. A record that stands on a DLT
   * already stays there.
   *
   * @throws ExecutionException or another exception when it may not be there
   */
  void bury(ConsumerRecord<byte[], byte[]> record, Throwable failure)
      throws InterruptedException, ExecutionException, TimeoutException {
    bury(Map.of(record, failure));
  }

  /** As above, for several at a time. */
  void bury(Map<ConsumerRecord<byte[], byte[]>, ? extends Throwable> failures)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<Future<?>> written = new ArrayList<>();
    failures.forEach((record, failure) -> {
      if (!record.topic().endsWith(Topics.deadLetters(""))) {
        written.add(producer.send(letter(record, failure)));
      }
    });
    // Or each batch with a letter in it would stand still for as long as the producer lingers.
    producer.flush();
    long deadline = System.nanoTime() + 2 * ACKNOWLEDGED_WITHIN.toNanos();
    for (Future<?> each : written) {
      each.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
  }

  private ProducerRecord<byte[], byte[]> letter(
      ConsumerRecord<byte[], byte[]> record, Throwable failure) {
    // A copy: a batch that is repeated finds its records as they came.
    var letter =
        new ProducerRecord<>(
            Topics.deadLetters(record.topic()),
            record.partition(),
            record.key(),
            record.value(),
            new RecordHeaders(record.headers()));
    describe(letter.headers(), record, failure);
    return letter;
  }

  @Override
  public void close() {
    producer.close(CLOSED_WITHIN);
  }

  private void describe(Headers headers, ConsumerRecord<?, ?> record, Throwable failure) {
    headers.add(DeadLetterHeaders.TOPIC, utf8(record.topic()));
    headers.add(DeadLetterHeaders.PARTITION, bytes(record.partition()));
    headers.add(DeadLetterHeaders.OFFSET, bytes(record.offset()));
    headers.add(DeadLetterHeaders.TIMESTAMP, bytes(record.timestamp()));
    headers.add(DeadLetterHeaders.TIMESTAMP_TYPE, utf8(record.timestampType().toString()));
    headers.add(DeadLetterHeaders.GROUP, utf8(group));
    headers.add(DeadLetterHeaders.EXCEPTION, utf8(failure.getClass().getName()));
    headers.add(DeadLetterHeaders.CAUSE, utf8(FailureText.innermost(failure).getClass().getName()));
    headers.add(DeadLetterHeaders.MESSAGE, utf8(FailureText.kinds(failure)));
    headers.add(DeadLetterHeaders.STACKTRACE, utf8(FailureText.place(failure)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  private static byte[] bytes(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }
}
