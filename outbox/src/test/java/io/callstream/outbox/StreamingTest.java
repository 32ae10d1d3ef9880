package io.callstream.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class StreamingTest {

  @Test
  void aHeartbeatBeforeTheFirstRowHasNoPositionToStore() {
    var early = record("__debezium-heartbeat.callstream", Map.of("lsn", 7_000L));
    var later =
        record("__debezium-heartbeat.callstream", Map.of("lsn", 7_000L, "lsn_proc", 6_000L));

    assertThat(Streaming.isStreamed(early)).isFalse();
    assertThat(Streaming.isStreamed(later)).isTrue();
  }

  @Test
  void aStreamThatBringsOnlyDebeziumsOwnHeartbeatsIsSilent() {
    var now = new AtomicLong();
    var pulse = new Pulse(now::get);
    var limit = Pulse.SILENT_AFTER.toNanos();

    now.set(limit);
    pulse.seen(record("callstream.outbox.heartbeats", Map.of()));
    now.set(2 * limit);
    assertThatCode(pulse::require).doesNotThrowAnyException();
    pulse.seen(record("callstream.outbox.messages", Map.of()));
    now.set(3 * limit);
    assertThatCode(pulse::require).doesNotThrowAnyException();

    pulse.seen(record("__debezium-heartbeat.callstream", Map.of()));
    now.set(3 * limit + 1);
    assertThatThrownBy(pulse::require).hasMessageContaining("nothing came through");
  }

  private static SourceRecord record(String topic, Map<String, Object> offset) {
    return new SourceRecord(Map.of(), offset, topic, null, null);
  }
}
