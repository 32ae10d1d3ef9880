package io.callstream.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LagsTest {

  @Test
  void partitionsAddUpAndOthersTopicsAreLeftOut() {
    var read = new HashMap<TopicPartition, OffsetAndMetadata>();
    read.put(new TopicPartition("call-events", 0), new OffsetAndMetadata(7));
    read.put(new TopicPartition("call-events", 1), new OffsetAndMetadata(9));
    read.put(new TopicPartition("call-requests", 0), new OffsetAndMetadata(5));
    read.put(new TopicPartition("elsewhere", 0), new OffsetAndMetadata(1));
    read.put(new TopicPartition("call-events", 2), null);
    var ends =
        Map.of(
            new TopicPartition("call-events", 0), 10L,
            new TopicPartition("call-events", 1), 8L,
            new TopicPartition("call-events", 2), 4L,
            new TopicPartition("call-requests", 0), 5L);

    assertThat(Lags.lags("reader", read, ends))
        .containsExactly(
            new Lags.Lag("reader", "call-events", 3), new Lags.Lag("reader", "call-requests", 0));
  }
}
