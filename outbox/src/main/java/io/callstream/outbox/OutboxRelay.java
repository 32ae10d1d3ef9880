package io.callstream.outbox;

import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.startup.Worker;
import io.micrometer.core.instrument.MeterRegistry;

/** Publishes the outbox to Kafka; of all instances on one database, one at a time. */
public final class OutboxRelay implements Worker {

  private volatile boolean running;

  /**
   * Makes a relay that waits to lead.
   *
   * @param instance names this process in {@code outbox.relay}
   */
  public OutboxRelay(
      DatabaseSettings database, KafkaSettings kafka, String instance, MeterRegistry meters) {}

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
