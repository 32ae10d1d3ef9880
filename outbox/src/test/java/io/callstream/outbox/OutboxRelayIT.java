package io.callstream.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.Headers;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.callstream.testing.TestKafka;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxRelayIT {

  private TestDatabase database;
  private OutboxFixture fixture;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabases.create();
    fixture = new OutboxFixture(database.environment(), TestKafka.environment());
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
    database.close();
  }

  @Test
  void rowsAppendedBeforeTheFirstStartAndAfterItAreAllPublishedInOrderPerKey() {
    fixture.append(0, 700);
    fixture.start("a");
    fixture.append(700, 1_400);
    fixture.awaitAll(1_400);

    assertInOrder(1_400);
    assertThat(fixture.seen).hasSize(1_400);
  }

  @Test
  void aMessageKeepsItsIdItsKeyItsHeadersAndItsBytes() {
    var id = UUID.randomUUID();
    byte[] value = "0".getBytes(UTF_8);
    fixture.transaction.executeWithoutResult(_ ->
        fixture.outbox.append(
            List.of(
                new OutboxMessage(
                    id, fixture.topic, "schlüssel", value, Map.of("ce_type", "call.größe")))));
    fixture.start("a");
    fixture.awaitAll(1);

    ConsumerRecord<byte[], byte[]> record = fixture.seen.getFirst();
    assertThat(new String(record.key(), UTF_8)).isEqualTo("schlüssel");
    assertThat(record.value()).isEqualTo(value);
    assertThat(header(record, Headers.MESSAGE_ID)).isEqualTo(id.toString());
    assertThat(header(record, "ce_type")).isEqualTo("call.größe");
  }

  private void assertInOrder(int count) {
    for (int key = 0; key < OutboxFixture.KEYS; key++) {
      int own = key;
      assertThat(fixture.firstSeen(key))
          .containsExactlyElementsOf(
              IntStream.range(0, count)
                  .filter(n -> n % OutboxFixture.KEYS == own)
                  .boxed()
                  .toList());
    }
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
