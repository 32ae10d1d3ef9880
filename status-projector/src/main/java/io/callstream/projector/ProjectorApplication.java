package io.callstream.projector;

import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.startup.ServiceMain;
import io.callstream.runtime.startup.ServiceStart;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Folds what is known of each call into the read model and publishes call events. */
@SpringBootApplication
public class ProjectorApplication {

  private static final int LAST_PORT = 65_535;

  /** Runs a projector as this process, or the command {@code rebuild}. */
  public static void main(String[] args) {
    var arguments = List.of(args);
    if (!arguments.isEmpty() && arguments.getFirst().equals(RebuildCommand.NAME)) {
      var command = new RebuildCommand(Environment.ofProcess(), System.out, System.err);
      System.exit(command.run(arguments.subList(1, arguments.size())));
    }
    ServiceMain.run(() -> start(Environment.ofProcess()));
  }

  /** Starts a projector; it is ready when what it needs is there. */
  public static ConfigurableApplicationContext start(Environment environment) {
    return ServiceStart.of(ProjectorApplication.class, "status-projector")
        .listeningOn(environment.integer("MANAGEMENT_PORT", 8083, 0, LAST_PORT))
        .with(DatabaseSettings.class, DatabaseSettings.from(environment))
        .with(KafkaSettings.class, KafkaSettings.from(environment))
        .with(ProjectorSettings.class, ProjectorSettings.from(environment, UUID::randomUUID))
        .start();
  }
}
