package io.callstream.dispatcher;

import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.startup.ServiceMain;
import io.callstream.runtime.startup.ServiceStart;
import java.util.UUID;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Places the calls against Retell, and knows of each what became of it. */
@SpringBootApplication
public class DispatcherApplication {

  private static final int LAST_PORT = 65_535;

  /** Runs a dispatcher as this process. */
  public static void main(String[] args) {
    ServiceMain.run(() -> start(Environment.ofProcess()));
  }

  /** Starts a dispatcher; it dials when what it needs is there. */
  public static ConfigurableApplicationContext start(Environment environment) {
    return ServiceStart.of(DispatcherApplication.class, "call-dispatcher")
        .listeningOn(environment.integer("MANAGEMENT_PORT", 8082, 0, LAST_PORT))
        .with(DatabaseSettings.class, DatabaseSettings.from(environment))
        .with(KafkaSettings.class, KafkaSettings.from(environment))
        .with(DispatcherSettings.class, DispatcherSettings.from(environment, UUID.randomUUID()))
        .start();
  }
}
