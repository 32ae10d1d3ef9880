package io.callstream.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.Headers;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Reads so many numbers that their records could not be kept: each must first come in the order of
 * its key, and with one id however often it comes.
 */
final class Tally implements AutoCloseable {

  private static final Duration NOTHING_FOR = Duration.ofMinutes(2);

  private final KafkaConsumer<byte[], byte[]> reader;
  private final BitSet seen = new BitSet();
  private final UUID[] ids;
  private final int[] lastOfKey = new int[OutboxFixture.KEYS];
  private long repeats;

  Tally(KafkaSettings kafka, String topic, int numbers) {
    Map<String, Object> config = KafkaClients.consumer(kafka, topic + "-tally", "tally");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    reader = new KafkaConsumer<>(config);
    reader.subscribe(List.of(topic));
    ids = new UUID[numbers];
    Arrays.fill(lastOfKey, -1);
  }

  /** Reads until every number below {@code count} was seen; as long as anything comes. */
  void await(int count) {
    long last = System.nanoTime();
    while (seen.nextClearBit(0) < count) {
      var records = reader.poll(Duration.ofMillis(200));
      records.forEach(this::take);
      last = records.isEmpty() ? last : System.nanoTime();
      assertThat(System.nanoTime() - last)
          .as("nothing came; the first missing is %s", seen.nextClearBit(0))
          .isLessThan(NOTHING_FOR.toNanos());
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    int number = Integer.parseInt(new String(record.value(), UTF_8));
    var id =
        UUID.fromString(new String(record.headers().lastHeader(Headers.MESSAGE_ID).value(), UTF_8));
    if (seen.get(number)) {
      repeats++;
      assertThat(id).as("id of %s as it comes again", number).isEqualTo(ids[number]);
      return;
    }
    int key = number % OutboxFixture.KEYS;
    assertThat(number).as("next of key %s", key).isEqualTo(next(key));
    seen.set(number);
    ids[number] = id;
    lastOfKey[key] = number;
  }

  private int next(int key) {
    return lastOfKey[key] < 0 ? key : lastOfKey[key] + OutboxFixture.KEYS;
  }

  /** How many records came again so far. */
  long repeats() {
    return repeats;
  }

  @Override
  public void close() {
    reader.close();
  }
}
