package io.callstream.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

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

  @Test
  void aCompactedTopicIsRefused() throws Exception {
    make(Topics.PARTITIONS, Map.of("cleanup.policy", "compact"));

    assertRefused("cleanup.policy");
  }

  @Test
  void aTopicThatKeepsOrTakesLessIsRaised() throws Exception {
    make(Topics.PARTITIONS, Map.of("max.message.bytes", "1048588", "retention.ms", "60000"));

    TopicSetup.ensure(kafka, List.of(topic));

    awaitConfig("max.message.bytes", Integer.toString(Topics.MAX_RECORD_BYTES));
    awaitConfig("retention.ms", Long.toString(Topics.retention(topic).toMillis()));
  }

  @Test
  void whatIsMoreThanOursStaysWhenTheRestIsRaised() throws Exception {
    make(Topics.PARTITIONS, Map.of("max.message.bytes", "1048588", "retention.ms", WEEKS));

    TopicSetup.ensure(kafka, List.of(topic));

    awaitConfig("max.message.bytes", Integer.toString(Topics.MAX_RECORD_BYTES));
    awaitConfig("retention.ms", WEEKS);
  }

  private void awaitConfig(String name, String value) throws Exception {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = Admin.create(KafkaClients.admin(kafka, "test"))) {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> {
            var configs = admin.describeConfigs(List.of(resource)).all().get(30, TimeUnit.SECONDS);
            assertThat(configs.get(resource))
                .satisfies(config -> assertThat(config.get(name).value()).isEqualTo(value));
          });
    }
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
