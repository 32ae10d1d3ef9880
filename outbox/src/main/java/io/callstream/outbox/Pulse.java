package io.callstream.outbox;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Whether rows still come through the stream; the relay's heartbeats make one every few seconds.
 */
final class Pulse {

  /**
   * Many heartbeats did not come back. Long, since nothing comes either while PostgreSQL decodes a
   * great transaction of another table, which an early restart would only begin anew.
   */
  static final Duration SILENT_AFTER = Duration.ofMinutes(5);

  private static final String OUR_ROWS = ".outbox.";

  private final LongSupplier nanoTime;
  private volatile long lastRow;

  Pulse(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.lastRow = nanoTime.getAsLong();
  }

  /** Debezium's own heartbeats come though the stream is dead, and do not count. */
  void seen(SourceRecord record) {
    if (record.topic().contains(OUR_ROWS)) {
      lastRow = nanoTime.getAsLong();
    }
  }

  /**
   * Goes on only while rows come.
   *
   * @throws IllegalStateException when the engine lives and nothing comes through it
   */
  void require() {
    if (nanoTime.getAsLong() - lastRow > SILENT_AFTER.toNanos()) {
      throw new IllegalStateException(
          "nothing came through the stream for " + SILENT_AFTER.toMinutes() + " minutes");
    }
  }
}
