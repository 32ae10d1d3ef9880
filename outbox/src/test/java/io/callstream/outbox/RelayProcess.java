package io.callstream.outbox;

import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.kafka.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** A relay in a process of its own. */
final class RelayProcess {

  private RelayProcess() {}

  /** Runs a relay, named by the first argument, until the process is ended. */
  public static void main(String[] arguments) throws InterruptedException {
    Environment environment = Environment.ofProcess();
    var relay =
        new OutboxRelay(
            DatabaseSettings.from(environment),
            KafkaSettings.from(environment),
            arguments[0],
            new SimpleMeterRegistry());
    relay.start();
    Thread.currentThread().join();
  }
}
