package io.callstream.testing;

import io.callstream.stack.FreePorts;
import io.callstream.stack.KafkaBroker;
import io.callstream.stack.Postgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** Processes from Maven artifacts, in temporary folders, on free ports. */
final class EmbeddedServers implements TestServers {

  @Override
  public String bootstrapServers() {
    return Kafka.BROKER.bootstrapServers();
  }

  @Override
  public String jdbcUrl(String database) {
    return Database.SERVER.jdbcUrl(database);
  }

  @Override
  public Connection connectAsSuperuser(String database) throws SQLException {
    return Database.SERVER.connectAsSuperuser(database);
  }

  private static final class Kafka {
    private static final KafkaBroker BROKER = start();

    private static KafkaBroker start() {
      Path folder = TestFolders.make("kafka");
      KafkaBroker broker = KafkaBroker.start(folder, FreePorts.find());
      TestFolders.atEnd(broker, folder);
      return broker;
    }
  }

  private static final class Database {
    private static final Postgres SERVER = start();

    private static Postgres start() {
      Path folder = TestFolders.make("postgres");
      Postgres server = Postgres.start(folder, FreePorts.find());
      TestFolders.atEnd(server, folder);
      return server;
    }
  }
}
