package io.callstream.runtime.kafka;

import io.callstream.contracts.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How our Kafka clients are set. Keys and values are bytes; who needs another setting puts it into
 * the map it is given.
 */
public final class KafkaClients {

  // A dead instance is replaced after this; a living one that was taken for dead does no harm,
  // since a reader's offset moves by compare-and-set.
  private static final Duration SESSION = Duration.ofSeconds(10);
  private static final Duration HEARTBEAT = Duration.ofSeconds(3);
  private static final Duration BETWEEN_POLLS = Duration.ofMinutes(2);
  private static final Duration ANSWER = Duration.ofSeconds(15);
  private static final Duration RECONNECT_MAX = Duration.ofSeconds(2);
  private static final int BATCH_BYTES = 128 * 1024;
  // Compressed; a record that is larger comes alone all the same.
  private static final int FETCH_BYTES = 4 * 1024 * 1024;
  private static final int PARTITION_FETCH_BYTES = 1024 * 1024;

  private KafkaClients() {}

  /**
   * An idempotent producer that waits for every in-sync broker and has one request under way with
   * each.
   */
  public static Map<String, Object> producer(KafkaSettings kafka, String clientId) {
    Map<String, Object> config = common(kafka, clientId);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // A partition that has just got its leader may refuse a producer's first batch and take the
    // second; the first is then out of order until the delivery time is over.
    config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES);
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return config;
  }

  /** A consumer that sees committed records only and never chooses an offset by itself. */
  public static Map<String, Object> consumer(KafkaSettings kafka, String group, String clientId) {
    Map<String, Object> config = common(kafka, clientId);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) SESSION.toMillis());
    config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) HEARTBEAT.toMillis());
    config.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) BETWEEN_POLLS.toMillis());
    config.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return config;
  }

  /** An admin client that gives up on an answer after 15 s. */
  public static Map<String, Object> admin(KafkaSettings kafka, String clientId) {
    Map<String, Object> config = common(kafka, clientId);
    config.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
    return config;
  }

  private static Map<String, Object> common(KafkaSettings kafka, String clientId) {
    Map<String, Object> config = new HashMap<>();
    config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    config.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
    config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
    config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MAX.toMillis());
    return config;
  }
}
