package io.callstream.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.stack.KafkaBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestKafkaIT {

  @Test
  void aPrivateBrokerSharesNothingWithTheOneOfTheJvm(@TempDir Path folder) throws Exception {
    try (KafkaBroker own = TestKafka.startPrivate(folder)) {
      makeTopic(TestKafka.bootstrapServers(), "shared");
      assertThat(topics(TestKafka.bootstrapServers())).contains("shared");
      assertThat(topics(own.bootstrapServers())).isEmpty();
    }
  }

  private static void makeTopic(String servers, String name)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
    }
  }

  private static Set<String> topics(String servers)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      return admin.listTopics().names().get();
    }
  }
}
