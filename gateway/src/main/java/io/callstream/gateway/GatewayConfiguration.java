package io.callstream.gateway;

import io.callstream.contracts.Json;
import io.callstream.contracts.Topics;
import io.callstream.gateway.dashboard.signin.FirstUser;
import io.callstream.gateway.web.BodyLimits;
import io.callstream.gateway.web.BodyReader;
import io.callstream.gateway.webhook.WebhookLog;
import io.callstream.outbox.Outbox;
import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.database.Migrations;
import io.callstream.runtime.database.Pools;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.kafka.TopicSetup;
import io.callstream.runtime.startup.Prerequisite;
import io.callstream.runtime.startup.Prerequisites;
import io.callstream.runtime.startup.Worker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** What is not the gateway's own class, and what must be there before it is ready. */
@Configuration(proxyBeanMethods = false)
class GatewayConfiguration {

  private static final int CONNECTIONS = 16;

  /** Longer than a changer of control waits for its lock. */
  private static final Duration TRANSACTION_LIMIT = Duration.ofSeconds(15);

  @Bean
  DataSource dataSource(DatabaseSettings database) {
    return Pools.open(database, "callstream_gateway", CONNECTIONS, TRANSACTION_LIMIT);
  }

  @Bean
  Outbox outbox(JdbcClient jdbc) {
    return new Outbox(jdbc);
  }

  @Bean
  JsonMapper jsonMapper() {
    return Json.mapper();
  }

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  Supplier<UUID> ids() {
    return UUID::randomUUID;
  }

  @Bean
  BodyReader bodyReader() {
    return new BodyReader(BodyLimits.ofHeap(Runtime.getRuntime().maxMemory()), System::nanoTime);
  }

  /** Kafka first: webhooks need no database, and must not wait for one. */
  @Bean
  Prerequisites prerequisites(
      KafkaSettings kafka,
      DatabaseSettings database,
      WebhookLog webhooks,
      FirstUser firstUser,
      List<Worker> workers) {
    return new Prerequisites(
        List.of(
            new Prerequisite("topics", () -> TopicSetup.ensure(kafka, Topics.all())),
            new Prerequisite("webhook producer", webhooks::open),
            new Prerequisite("outbox schema", () -> Migrations.migrate(database, "outbox")),
            new Prerequisite("gateway schema", () -> Migrations.migrate(database, "gateway")),
            new Prerequisite("first user", firstUser::ensure)),
        workers);
  }
}
