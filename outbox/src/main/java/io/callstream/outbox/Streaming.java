package io.callstream.outbox;

import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Takes what the engine brings: a batch is published as one transaction, then its position is
 * stored. Any exception ends the engine, and the batch comes again.
 */
final class Streaming implements ChangeConsumer<RecordChangeEvent<SourceRecord>> {

  private static final String MESSAGES = ".outbox.messages";

  private final Delivery delivery;
  private final PositionStore positions;
  private final RelayMetrics metrics;
  private final Pulse pulse;
  private final Upkeep upkeep;
  private boolean begun;

  Streaming(
      Delivery delivery,
      PositionStore positions,
      RelayMetrics metrics,
      Pulse pulse,
      Upkeep upkeep) {
    this.delivery = delivery;
    this.positions = positions;
    this.metrics = metrics;
    this.pulse = pulse;
    this.upkeep = upkeep;
  }

  @Override
  public void handleBatch(
      List<RecordChangeEvent<SourceRecord>> events,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    if (!begun) {
      // Before a position of this stream is stored: after that a wrong slot looks like ours.
      upkeep.requireUsable();
      begun = true;
    }
    List<Row> rows = events.stream().flatMap(event -> row(event.record())).toList();
    metrics.published(delivery.publish(rows));
    markLast(events, committer);
    committer.markBatchFinished();
    // The engine only warns of a position it could not store.
    positions.requireStored();
    events.forEach(event -> pulse.seen(event.record()));
  }

  /** All share one position: that of the last stands for those before it. */
  private static void markLast(
      List<RecordChangeEvent<SourceRecord>> events,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    for (RecordChangeEvent<SourceRecord> event : events.reversed()) {
      if (isStreamed(event.record())) {
        committer.markProcessed(event);
        return;
      }
    }
  }

  /**
   * Whether its position is one that the stream has passed. Before the first row Debezium's own
   * heartbeats carry the end of the WAL as it was at the start: stored, it would skip all rows
   * between the slot's beginning and that.
   */
  static boolean isStreamed(SourceRecord record) {
    return record.sourceOffset().get("lsn_proc") != null;
  }

  /** Heartbeats move the position and are no messages. */
  private static Stream<Row> row(SourceRecord record) {
    if (!record.topic().endsWith(MESSAGES)) {
      return Stream.empty();
    }
    return Stream.of(Row.of(Objects.requireNonNull(((Struct) record.value()).getStruct("after"))));
  }
}
