package io.callstream.runtime.reader;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** The ids that Kafka gives topics: a topic deleted and made anew has another. */
final class TopicIds {

  private static final long ANSWER_LIMIT_S = 20;

  private final Admin admin;

  TopicIds(Admin admin) {
    this.admin = admin;
  }

  /**
   * Asks Kafka.
   *
   * @throws ExecutionException or another exception when a topic is missing or Kafka is away
   */
  Map<String, UUID> of(Collection<String> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<String, UUID> ids = new HashMap<>();
    admin
        .describeTopics(topics)
        .allTopicNames()
        .get(ANSWER_LIMIT_S, TimeUnit.SECONDS)
        .forEach((name, topic) -> ids.put(name, uuid(topic.topicId())));
    return ids;
  }

  private static UUID uuid(Uuid id) {
    return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }
}
