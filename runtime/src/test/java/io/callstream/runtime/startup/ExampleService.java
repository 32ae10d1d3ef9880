package io.callstream.runtime.startup;

import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.kafka.TopicSetup;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** The smallest service: waits for a file and a topic, then has one worker that is slow to stop. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
    excludeName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
class ExampleService {

  /**
   * What it is set to.
   *
   * @param file that must be there
   * @param topic that must be there; none when empty
   */
  record Settings(Path file, String topic, KafkaSettings kafka) {}

  public static void main(String[] arguments) {
    ServiceMain.run(() -> start(Environment.ofProcess()));
  }

  static ConfigurableApplicationContext start(Environment environment) {
    var settings =
        new Settings(
            Path.of(environment.required("EXAMPLE_FILE")),
            environment.textOr("EXAMPLE_TOPIC", ""),
            KafkaSettings.from(environment));
    return ServiceStart.of(ExampleService.class, "example")
        .with(Settings.class, settings)
        .listeningOn(environment.integer("MANAGEMENT_PORT", 0, 0, 65_535))
        .start();
  }

  @Bean
  Prerequisites prerequisites(Settings settings, List<Worker> workers) {
    return new Prerequisites(
        List.of(
            new Prerequisite("file", () -> requireFile(settings.file())),
            new Prerequisite("topic", () -> requireTopic(settings))),
        workers);
  }

  @Bean
  Worker slow() {
    return new SlowWorker();
  }

  private static void requireFile(Path file) throws NoSuchFileException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
  }

  private static void requireTopic(Settings settings) throws Exception {
    if (!settings.topic().isEmpty()) {
      TopicSetup.ensure(settings.kafka(), List.of(settings.topic()));
    }
  }

  private static final class SlowWorker implements Worker {

    private volatile boolean running;

    @Override
    public void start() {
      running = true;
      System.out.println("worker started");
    }

    @Override
    public void stop() {
      LockSupport.parkNanos(Duration.ofSeconds(8).toNanos());
      running = false;
      System.out.println("worker stopped");
    }

    @Override
    public boolean isRunning() {
      return running;
    }
  }
}
