package io.callstream.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The same servers from the images that docker-compose.yml names; Testcontainers removes them. */
final class ContainerServers implements TestServers {

  private ContainerServers() {}

  /** Asked for and not to be had is a failure, never a silent skip. */
  static ContainerServers requireEngine() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw new IllegalStateException(
          "callstream.infra=testcontainers, but no Docker engine answers: nothing was run on it");
    }
    return new ContainerServers();
  }

  @Override
  public String bootstrapServers() {
    return Kafka.CONTAINER.getBootstrapServers();
  }

  @Override
  public String jdbcUrl(String database) {
    PostgreSQLContainer server = Database.CONTAINER;
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(
            server.getHost(), server.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT), database);
  }

  @Override
  public Connection connectAsSuperuser(String database) throws SQLException {
    return DriverManager.getConnection(
        jdbcUrl(database), Database.CONTAINER.getUsername(), Database.CONTAINER.getPassword());
  }

  private static final class Kafka {
    private static final KafkaContainer CONTAINER = start();

    private static KafkaContainer start() {
      KafkaContainer kafka =
          new KafkaContainer("apache/kafka:4.2.1")
              .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
              .withEnv("KAFKA_MESSAGE_MAX_BYTES", "11534336")
              .withEnv("KAFKA_REPLICA_FETCH_MAX_BYTES", "11534336");
      kafka.start();
      return kafka;
    }
  }

  private static final class Database {
    private static final PostgreSQLContainer CONTAINER = start();

    private static PostgreSQLContainer start() {
      PostgreSQLContainer postgres =
          new PostgreSQLContainer("postgres:18")
              .withUsername("postgres")
              .withCommand(
                  "postgres",
                  "-c",
                  "wal_level=logical",
                  "-c",
                  "max_connections=200",
                  "-c",
                  "max_replication_slots=32",
                  "-c",
                  "max_wal_senders=32");
      postgres.start();
      return postgres;
    }
  }
}
