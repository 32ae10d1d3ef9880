package io.callstream.runtime.kafka;

import io.callstream.runtime.environment.Environment;

/**
 * Where Kafka is.
 *
 * @param bootstrapServers host:port, comma-separated
 * @param replication how many brokers keep each partition
 */
public record KafkaSettings(String bootstrapServers, short replication) {

  private static final int MOST_REPLICAS = 9;

  /** Reads {@code KAFKA_BOOTSTRAP_SERVERS} and {@code KAFKA_REPLICATION}. */
  public static KafkaSettings from(Environment environment) {
    return new KafkaSettings(
        environment.textOr("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092"),
        (short) environment.integer("KAFKA_REPLICATION", 1, 1, MOST_REPLICAS));
  }

  /** How many brokers must have a record before it counts as written: all but one of three. */
  public int minInSync() {
    return replication >= 3 ? replication - 1 : 1;
  }
}
