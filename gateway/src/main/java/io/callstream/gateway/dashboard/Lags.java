package io.callstream.gateway.dashboard;

import io.callstream.contracts.Topics;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How far each reader of our topics is behind; looked at while somebody wants to know. */
@Component
final class Lags {

  /** After nobody has asked for so long, Kafka is left alone. */
  private static final Duration WANTED = Duration.ofMinutes(1);

  private static final int READERS_MAX = 50;

  private final KafkaSettings kafka;
  private final InstantSource clock;
  private volatile Instant asked = Instant.MIN;
  private volatile @Nullable List<Lag> last;

  Lags(KafkaSettings kafka, InstantSource clock) {
    this.kafka = kafka;
    this.clock = clock;
  }

  /**
   * How far one reader is behind in one topic.
   *
   * @param records written, and not read yet
   */
  record Lag(String reader, String topic, long records) {}

  /** As of the last look; null before the first one. */
  @Nullable List<Lag> now() {
    asked = clock.instant();
    return last;
  }

  /** Looks, if somebody wants to know; there is never more to do at once. */
  boolean look() throws InterruptedException, ExecutionException {
    if (clock.instant().isAfter(asked.plus(WANTED))) {
      last = null;
      return false;
    }
    try (var admin = Admin.create(KafkaClients.admin(kafka, "gateway-lags"))) {
      last = ask(admin);
    }
    return false;
  }

  private static List<Lag> ask(Admin admin) throws InterruptedException, ExecutionException {
    var readers =
        admin.listGroups(ListGroupsOptions.forConsumerGroups()).all().get().stream()
            .map(group -> group.groupId())
            .sorted()
            .limit(READERS_MAX)
            .collect(Collectors.toMap(id -> id, _ -> new ListConsumerGroupOffsetsSpec()));
    var read = admin.listConsumerGroupOffsets(readers).all().get();
    var wanted = new HashSet<TopicPartition>();
    read.values().forEach(offsets -> wanted.addAll(offsets.keySet()));
    wanted.removeIf(partition -> !Topics.all().contains(partition.topic()));
    var ends = ends(admin, wanted);
    var lags = new ArrayList<Lag>();
    read.forEach((reader, offsets) -> lags.addAll(lags(reader, offsets, ends)));
    lags.sort(Comparator.comparing(Lag::reader).thenComparing(Lag::topic));
    return lags;
  }

  private static Map<TopicPartition, Long> ends(Admin admin, Set<TopicPartition> partitions)
      throws InterruptedException, ExecutionException {
    return admin
        .listOffsets(
            partitions.stream().collect(Collectors.toMap(p -> p, _ -> OffsetSpec.latest())),
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }

  /** A partition that nothing was read of yet has no offset, or a null one. */
  static List<Lag> lags(
      String reader, Map<TopicPartition, OffsetAndMetadata> read, Map<TopicPartition, Long> ends) {
    var byTopic = new TreeMap<String, Long>();
    read.forEach((partition, offset) -> {
      var end = ends.get(partition);
      if (end != null && offset != null) {
        byTopic.merge(partition.topic(), Math.max(0, end - offset.offset()), Long::sum);
      }
    });
    return byTopic.entrySet().stream()
        .map(topic -> new Lag(reader, topic.getKey(), topic.getValue()))
        .toList();
  }
}
