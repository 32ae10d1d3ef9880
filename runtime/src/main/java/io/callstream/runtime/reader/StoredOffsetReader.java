package io.callstream.runtime.reader;

import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.startup.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;

/**
 * Reads topics and hands batches to a handler, exactly once in effect: offsets are stored in the
 * handler's own transaction.
 */
public final class StoredOffsetReader implements Worker {

  private volatile boolean running;

  /**
   * @param database the pool the handler works with: what it does through a {@code JdbcClient} on
   *     this pool is in the reader's transaction
   */
  public StoredOffsetReader(
      ReaderSettings settings,
      KafkaSettings kafka,
      DataSource database,
      BatchHandler handler,
      MeterRegistry meters) {}

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
