package io.callstream.runtime.reader;

import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.database.Pools;
import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.kafka.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A reader in a process of its own, writing effects as those of {@link ReaderFixture}. */
final class ReaderProcess {

  private ReaderProcess() {}

  /** Reads the topic named by the first argument until the process is ended. */
  public static void main(String[] arguments) throws InterruptedException {
    Environment environment = Environment.ofProcess();
    var pool =
        Pools.open(
            DatabaseSettings.from(environment), "callstream_projector", 2, Duration.ofSeconds(5));
    var jdbc = JdbcClient.create(pool);
    var settings = new ReaderSettings("zombie", List.of(arguments[0]), ReaderFixture.SCHEMA, 10, 1);
    new StoredOffsetReader(
            settings,
            KafkaSettings.from(environment),
            pool,
            records -> ReaderFixture.record(jdbc, records),
            new SimpleMeterRegistry())
        .start();
    Thread.currentThread().join();
  }
}
