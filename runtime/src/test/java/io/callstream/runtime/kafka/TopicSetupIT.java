package io.callstream.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Topics;
import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.startup.RefusedStart;
import io.callstream.testing.TestKafka;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicSetupIT {

  private static final String WEEKS = Long.toString(Duration.ofDays(60).toMillis());

  private final KafkaSettings kafka = KafkaSettings.from(Environment.of(TestKafka.environment()));
  private final String topic = "setup-" + UUID.randomUUID();

  @Test
  void whatItMadePassesAgain() throws Exception {
    TopicSetup.ensure(kafka, List.of(topic));

    TopicSetup.ensure(kafka, List.of(topic));
  }

  @Test
  void aTopicThatIsNotKnownYetIsWaitedFor() throws Exception {
    try (Admin admin = Admin.create(KafkaClients.admin(kafka, "test"));
        var thread = Executors.newSingleThreadExecutor()) {
      Future<?> check =
          thread.submit(() -> {
            TopicSetup.checkWhenKnown(admin, kafka, List.of(topic));
            return true;
          });
      await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(30))
          .until(() -> !check.isDone());
      TopicSetup.ensure(kafka, List.of(topic));

      assertThatCode(() -> check.get(30, TimeUnit.SECONDS)).doesNotThrowAnyException();
    }
  }

  @Test
  void moreThanOursPasses() throws Exception {
    make(Topics.PARTITIONS, Map.of("max.message.bytes", "20000000", "retention.ms", WEEKS));

    TopicSetup.ensure(kafka, List.of(topic));
  }

  @Test
  void keptForEverPasses() throws Exception {
    make(Topics.PARTITIONS, Map.of("max.message.bytes", "20000000", "retention.ms", "-1"));

    TopicSetup.ensure(kafka, List.of(topic));
  }

  @Test
  void otherPartitionsAreRefused() throws Exception {
    make(3, Map.of());

    assertRefused("3 partitions");
  }

  @ParameterizedTest
  @CsvSource({
    "max.message.bytes,1048588",
    "retention.ms,60000",
    "cleanup.policy,compact",
  })
  void aTopicThatKeepsOrTakesLessIsRefusedByName(String name, String value) throws Exception {
    var config =
        new java.util.HashMap<>(Map.of("max.message.bytes", "20000000", "retention.ms", WEEKS));
    config.put(name, value);
    make(Topics.PARTITIONS, config);

    assertRefused(name);
  }

  private void assertRefused(String what) {
    assertThatThrownBy(() -> TopicSetup.ensure(kafka, List.of(topic)))
        .isInstanceOf(RefusedStart.class)
        .hasMessageContaining(topic)
        .hasMessageContaining(what);
  }

  private void make(int partitions, Map<String, String> config) throws Exception {
    try (Admin admin = Admin.create(KafkaClients.admin(kafka, "test"))) {
      var made = new NewTopic(topic, partitions, (short) 1).configs(config);
      admin.createTopics(List.of(made)).all().get(30, TimeUnit.SECONDS);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> admin.listTopics().names().get(30, TimeUnit.SECONDS).contains(topic));
    }
  }
}
