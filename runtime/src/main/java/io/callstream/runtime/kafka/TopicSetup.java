package io.callstream.runtime.kafka;

import io.callstream.contracts.Topics;
import io.callstream.runtime.startup.RefusedStart;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics that are missing and checks those that are there (DESIGN.md, topics). */
public final class TopicSetup {

  private static final Logger log = LoggerFactory.getLogger(TopicSetup.class);

  private static final long ANSWER_LIMIT_S = 30;
  private static final int LOOKS = 150;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private TopicSetup() {}

  /**
   * Makes sure that these topics exist with our partitions and replication, and keep, take and copy
   * as much as ours: one that does not is told to from now on.
   *
   * @throws RefusedStart when one is there with other partitions or another replication, or is
   *     compacted
   * @throws ExecutionException when Kafka refuses or cannot be reached
   */
  public static void ensure(KafkaSettings kafka, Collection<String> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    try (Admin admin = Admin.create(KafkaClients.admin(kafka, "topic-setup"))) {
      create(admin, kafka, topics);
      checkWhenKnown(admin, kafka, topics);
    }
  }

  /** A broker may not know a topic that was made a moment ago, by us or by another service. */
  static void checkWhenKnown(Admin admin, KafkaSettings kafka, Collection<String> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    for (int look = 1; ; look++) {
      try {
        check(admin, kafka, topics);
        return;
      } catch (ExecutionException e) {
        if (look == LOOKS || !(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  private static void check(Admin admin, KafkaSettings kafka, Collection<String> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    answer(admin.describeTopics(topics).allTopicNames())
        .values()
        .forEach(topic -> check(topic, kafka));
    var resources =
        topics.stream().map(t -> new ConfigResource(ConfigResource.Type.TOPIC, t)).toList();
    for (var found : answer(admin.describeConfigs(resources).all()).entrySet()) {
      refuseCompaction(found.getKey().name(), found.getValue());
      raise(admin, found.getKey(), found.getValue(), kafka);
    }
  }

  private static void create(Admin admin, KafkaSettings kafka, Collection<String> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    Set<String> present = answer(admin.listTopics().names());
    var missing =
        topics.stream().filter(t -> !present.contains(t)).map(t -> newTopic(t, kafka)).toList();
    for (KafkaFuture<Void> created : admin.createTopics(missing).values().values()) {
      try {
        answer(created);
      } catch (ExecutionException e) {
        // Another service that starts beside us was first.
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  private static NewTopic newTopic(String name, KafkaSettings kafka) {
    return new NewTopic(name, Topics.PARTITIONS, kafka.replication())
        .configs(
            least(name, kafka).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().toString())));
  }

  private static Map<String, Long> least(String name, KafkaSettings kafka) {
    return Map.of(
        TopicConfig.RETENTION_MS_CONFIG, Topics.retention(name).toMillis(),
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, (long) Topics.MAX_RECORD_BYTES,
        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, (long) kafka.minInSync());
  }

  /** A topic made by hand may lose what we rely on: large webhooks, or a week of them. */
  private static void raise(Admin admin, ConfigResource topic, Config has, KafkaSettings kafka)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<String, Long> raised = new TreeMap<>(least(topic.name(), kafka));
    raised.entrySet().removeIf(least -> isEnough(has.get(least.getKey()), least.getValue()));
    if (raised.isEmpty()) {
      return;
    }
    var changes =
        raised.entrySet().stream()
            .map(least -> new ConfigEntry(least.getKey(), least.getValue().toString()))
            .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
            .toList();
    answer(admin.incrementalAlterConfigs(Map.of(topic, changes)).all());
    log.warn("topic {} kept or took too little: set {}", topic.name(), raised);
  }

  private static boolean isEnough(ConfigEntry has, long least) {
    long value = Long.parseLong(has.value());
    boolean unlimited = value == -1 && has.name().equals(TopicConfig.RETENTION_MS_CONFIG);
    return unlimited || value >= least;
  }

  private static void refuseCompaction(String topic, Config config) {
    var cleanup = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    if (!cleanup.equals(TopicConfig.CLEANUP_POLICY_DELETE)) {
      throw new RefusedStart(
          "topic %s has cleanup.policy %s; it must have delete".formatted(topic, cleanup));
    }
  }

  private static void check(TopicDescription topic, KafkaSettings kafka) {
    Set<Integer> replications =
        topic.partitions().stream().map(p -> p.replicas().size()).collect(Collectors.toSet());
    boolean same =
        topic.partitions().size() == Topics.PARTITIONS
            && replications.equals(Set.of((int) kafka.replication()));
    if (!same) {
      throw new RefusedStart(
          "topic %s has %d partitions and replication %s; it must have %d and %d (KAFKA_REPLICATION)"
              .formatted(
                  topic.name(),
                  topic.partitions().size(),
                  replications,
                  Topics.PARTITIONS,
                  kafka.replication()));
    }
  }

  private static <T> T answer(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(ANSWER_LIMIT_S, TimeUnit.SECONDS);
  }
}
