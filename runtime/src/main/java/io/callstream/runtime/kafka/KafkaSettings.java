package io.callstream.runtime.kafka;

import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.environment.ImpossibleSetting;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Kafka is.
 *
 * @param bootstrapServers host:port, comma-separated
 * @param replication how many brokers keep each partition
 */
public record KafkaSettings(String bootstrapServers, short replication) {

  private static final int MOST_REPLICAS = 9;

  /** As Kafka's clients read one: a protocol before it is passed over. */
  private static final Pattern SERVER =
      Pattern.compile("(?:\\w+://)?\\[?[0-9A-Za-z._:%-]+]?:([0-9]{1,5})");

  private static final int LAST_PORT = 65_535;

  /** Reads {@code KAFKA_BOOTSTRAP_SERVERS} and {@code KAFKA_REPLICATION}. */
  public static KafkaSettings from(Environment environment) {
    return new KafkaSettings(
        servers(environment.textOr("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")),
        (short) environment.integer("KAFKA_REPLICATION", 1, 1, MOST_REPLICAS));
  }

  /** Of the form alone: a name that nobody knows yet may be known in a moment. */
  private static String servers(String text) {
    List<String> servers =
        Arrays.stream(text.split(",", -1))
            .map(String::trim)
            .filter(server -> !server.isEmpty())
            .distinct()
            .toList();
    if (servers.isEmpty() || !servers.stream().allMatch(KafkaSettings::isServer)) {
      throw new ImpossibleSetting("KAFKA_BOOTSTRAP_SERVERS", "must be host:port, comma-separated");
    }
    return String.join(",", servers);
  }

  private static boolean isServer(String text) {
    Matcher server = SERVER.matcher(text);
    if (!server.matches()) {
      return false;
    }
    int port = Integer.parseInt(server.group(1));
    return port >= 1 && port <= LAST_PORT;
  }

  /** How many brokers must have a record before it counts as written: all but one of three. */
  public int minInSync() {
    return replication >= 3 ? replication - 1 : 1;
  }
}
