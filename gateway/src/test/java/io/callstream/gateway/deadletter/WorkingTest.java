package io.callstream.gateway.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** How a chunk of letters is given to Kafka. */
class WorkingTest {

  private final List<Long> asked = new ArrayList<>();

  /** The producer waits for seconds with each, then says so. */
  @Test
  void afterOneThatKafkaDidNotTakeNoOtherIsTried() {
    try (var away = new Away()) {
      assertThatThrownBy(() -> Working.send(List.of(1L, 2L, 3L), this::letter, away))
          .isInstanceOf(Working.NotTaken.class)
          .hasRootCauseInstanceOf(TimeoutException.class);
    }

    assertThat(asked).containsExactly(1L);
  }

  @Test
  void allAreSentBeforeTheFirstIsWaitedFor() {
    try (var kafka = new MockProducer<>(true, null, bytes(), bytes())) {
      Working.send(List.of(1L, 2L, 3L), this::letter, kafka);

      assertThat(kafka.history()).hasSize(3);
    }
  }

  private ProducerRecord<byte[], byte[]> letter(long id) {
    asked.add(id);
    return new ProducerRecord<>("retell-webhooks", new byte[] {(byte) id});
  }

  private static ByteArraySerializer bytes() {
    return new ByteArraySerializer();
  }

  private static final class Away extends MockProducer<byte[], byte[]> {

    Away() {
      super(false, null, bytes(), bytes());
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> message) {
      return CompletableFuture.failedFuture(new TimeoutException("no metadata"));
    }
  }
}
