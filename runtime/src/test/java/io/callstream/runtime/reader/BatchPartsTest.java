package io.callstream.runtime.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class BatchPartsTest {

  private static final int MAX = BatchParts.VALUES_MAX;

  @Test
  void smallRecordsStayTogether() {
    assertThat(sizes(1, 2, 3)).containsExactly(List.of(1, 2, 3));
  }

  @Test
  void noPartHoldsMoreThanTheLimitUnlessOneRecordDoes() {
    assertThat(sizes(MAX, 1, MAX - 1, 1, 2 * MAX, 5))
        .containsExactly(
            List.of(MAX), List.of(1, MAX - 1), List.of(1), List.of(2 * MAX), List.of(5));
  }

  @Test
  void aRecordWithoutAValueTakesNoRoom() {
    assertThat(sizes(MAX, -1, -1)).containsExactly(List.of(MAX, -1, -1));
  }

  private static List<List<Integer>> sizes(int... sizes) {
    var records = IntStream.of(sizes).mapToObj(BatchPartsTest::record).toList();
    return BatchParts.of(records).stream()
        .map(part -> part.stream().map(ConsumerRecord::serializedValueSize).toList())
        .toList();
  }

  private static ConsumerRecord<byte[], byte[]> record(int size) {
    return new ConsumerRecord<>(
        "t",
        0,
        0,
        0,
        TimestampType.CREATE_TIME,
        0,
        size,
        new byte[0],
        new byte[0],
        new RecordHeaders(),
        java.util.Optional.empty());
  }
}
