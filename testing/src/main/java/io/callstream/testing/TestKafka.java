package io.callstream.testing;

import io.callstream.stack.FreePorts;
import io.callstream.stack.KafkaBroker;
import java.nio.file.Path;
import java.util.Map;

/**
 * The broker of this JVM. Its topics are shared by all tests of the module: tests tell their
 * records apart by unique keys, or start a broker of their own.
 */
public final class TestKafka {

  private TestKafka() {}

  /** Where clients connect; starts the broker at the first call. */
  public static String bootstrapServers() {
    return TestServers.shared().bootstrapServers();
  }

  /** What a service reads to find this broker (CONTRACT.md, Environment). */
  public static Map<String, String> environment() {
    return Map.of("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers(), "KAFKA_REPLICATION", "1");
  }

  /**
   * An empty broker for one test, which may kill it; started again with {@link KafkaBroker#start}
   * on the same folder and {@link KafkaBroker#port port} it goes on. The caller stops it.
   */
  public static KafkaBroker startPrivate(Path folder) {
    return KafkaBroker.start(folder, FreePorts.find());
  }
}
