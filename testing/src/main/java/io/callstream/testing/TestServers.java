package io.callstream.testing;

import java.sql.Connection;
import java.sql.SQLException;

/** The broker and the database server of this JVM, started at the first use of each. */
sealed interface TestServers permits EmbeddedServers, ContainerServers {

  /** The servers named by the system property {@code callstream.infra}. */
  static TestServers shared() {
    return Holder.SERVERS;
  }

  String bootstrapServers();

  String jdbcUrl(String database);

  Connection connectAsSuperuser(String database) throws SQLException;

  /** Chosen once per JVM. */
  final class Holder {

    private static final TestServers SERVERS = choose(System.getProperty("callstream.infra", ""));

    private Holder() {}

    private static TestServers choose(String infra) {
      return switch (infra) {
        case "", "embedded" -> {
          System.out.println(
              "tests run on embedded Kafka and PostgreSQL; the Testcontainers branch is not run");
          yield new EmbeddedServers();
        }
        case "testcontainers" -> ContainerServers.requireEngine();
        default ->
            throw new IllegalArgumentException(
                "callstream.infra is embedded or testcontainers, not " + infra);
      };
    }
  }
}
