package io.callstream.outbox;

import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks Kafka itself whether a topic is there: what a producer remembers of one may be older than
 * the outage it has just been through.
 */
final class MissingTopics {

  // The client gives up after 15 s.
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(20);

  private final KafkaSettings kafka;

  MissingTopics(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /** True only when a broker answers that it knows no such topic. */
  boolean isMissing(String topic) {
    try (Admin admin = Admin.create(KafkaClients.admin(kafka, "outbox-topics"))) {
      admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get(ANSWERED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      return false;
    } catch (ExecutionException e) {
      return e.getCause() instanceof UnknownTopicOrPartitionException;
    } catch (TimeoutException _) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
