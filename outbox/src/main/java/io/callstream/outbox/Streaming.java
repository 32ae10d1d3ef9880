package io.callstream.outbox;

import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Takes what the engine brings: a batch is published as one transaction, then its position is
 * stored. Any exception ends the engine, and the batch comes again.
 */
final class Streaming implements ChangeConsumer<RecordChangeEvent<SourceRecord>> {

  /** Several heartbeats did not come back. */
  private static final Duration SILENT_AFTER = Duration.ofSeconds(60);

  private static final String MESSAGES = ".outbox.messages";

  private final Publisher publisher;
  private final PositionStore positions;
  private final RelayMetrics metrics;
  private final LongSupplier nanoTime;
  private volatile long lastBatch;

  Streaming(
      Publisher publisher, PositionStore positions, RelayMetrics metrics, LongSupplier nanoTime) {
    this.publisher = publisher;
    this.positions = positions;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.lastBatch = nanoTime.getAsLong();
  }

  @Override
  public void handleBatch(
      List<RecordChangeEvent<SourceRecord>> events,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    List<OutboxMessage> messages =
        events.stream().flatMap(event -> message(event.record())).toList();
    publisher.publish(messages);
    metrics.published(messages.size());
    for (RecordChangeEvent<SourceRecord> event : events) {
      committer.markProcessed(event);
    }
    committer.markBatchFinished();
    // The engine only warns of a position it could not store.
    positions.requireStored();
    lastBatch = nanoTime.getAsLong();
  }

  /**
   * Goes on only while batches come; heartbeats make one every few seconds.
   *
   * @throws IllegalStateException when the engine lives and does nothing
   */
  void requireProgress() {
    if (nanoTime.getAsLong() - lastBatch > SILENT_AFTER.toNanos()) {
      throw new IllegalStateException(
          "nothing came through the stream for " + SILENT_AFTER.toSeconds() + " s");
    }
  }

  /** Heartbeats move the position and are no messages. */
  private static Stream<OutboxMessage> message(SourceRecord record) {
    if (!record.topic().endsWith(MESSAGES)) {
      return Stream.empty();
    }
    Struct row = Objects.requireNonNull(((Struct) record.value()).getStruct("after"));
    return Stream.of(
        Rows.message(
            row.getString("message_id"),
            row.getString("topic"),
            row.getString("key"),
            row.getString("headers"),
            row.getBytes("value")));
  }
}
