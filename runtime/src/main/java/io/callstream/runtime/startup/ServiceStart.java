package io.callstream.runtime.startup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts a service's application context the way all services start: settings as beans, ports from
 * our own settings alone, readiness tied to the {@link Prerequisites}, no part of Spring Boot that
 * would open pools, migrate or talk to Kafka by itself.
 */
public final class ServiceStart {

  private static final Duration STOP_LIMIT_PER_PHASE = Duration.ofSeconds(35);
  private static final String LOG_LINE =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{0}: %msg %kvp%n%wEx{12}";

  private final Class<?> application;
  private final Map<String, Object> defaults = new HashMap<>();
  private final Map<String, Object> ports = new HashMap<>();
  private final List<ApplicationContextInitializer<GenericApplicationContext>> beans =
      new ArrayList<>();

  private ServiceStart(Class<?> application, String name) {
    this.application = application;
    defaults.put("spring.application.name", name);
    defaults.put("spring.threads.virtual.enabled", "true");
    defaults.put("spring.flyway.enabled", "false");
    defaults.put(
        "spring.autoconfigure.exclude",
        "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration");
    defaults.put("spring.lifecycle.timeout-per-shutdown-phase", STOP_LIMIT_PER_PHASE.toString());
    defaults.put("server.shutdown", "graceful");
    defaults.put("management.endpoints.web.exposure.include", "health,prometheus");
    defaults.put("management.endpoint.health.probes.enabled", "true");
    defaults.put(
        "management.endpoint.health.group.readiness.include", "readinessState,prerequisites");
    // A look at health must not wait for a pool while PostgreSQL is away.
    defaults.put("management.health.db.enabled", "false");
    // Asked of the database otherwise, and no service would start while PostgreSQL is away.
    defaults.put("spring.data.jdbc.dialect", "postgresql");
    defaults.put("logging.pattern.console", LOG_LINE);
    defaults.put("logging.level.org.apache.kafka", "warn");
    defaults.put("logging.level.org.flywaydb", "warn");
    defaults.put("logging.level.io.debezium", "warn");
  }

  /**
   * Begins to describe a start.
   *
   * @param application the service's {@code @SpringBootApplication}
   * @param name as logs and metrics show it
   */
  public static ServiceStart of(Class<?> application, String name) {
    return new ServiceStart(application, name);
  }

  /** Registers a settings record (or anything made before the context) as a bean. */
  public <T> ServiceStart with(Class<T> type, T value) {
    beans.add(context -> context.registerBean(type, () -> value));
    return this;
  }

  /** Listens for users on one port and for management on another; 0 picks a free one. */
  public ServiceStart listeningOn(int serverPort, int managementPort) {
    ports.put("server.port", serverPort);
    ports.put("management.server.port", managementPort);
    return this;
  }

  /** Has no users: listens for management alone; 0 picks a free port. */
  public ServiceStart listeningOn(int managementPort) {
    ports.put("server.port", managementPort);
    ports.put("management.server.port", managementPort);
    return this;
  }

  /** A property of Spring Boot that this service wants otherwise than by default. */
  public ServiceStart property(String name, Object value) {
    defaults.put(name, value);
    return this;
  }

  /**
   * Starts the context; it is alive when this returns, and ready when its prerequisites are met.
   */
  public ConfigurableApplicationContext start() {
    var spring = new SpringApplication(application);
    spring.setBannerMode(Banner.Mode.OFF);
    spring.setDefaultProperties(defaults);
    // First in order: a SERVER_PORT meant for another part must not reach Spring Boot by itself.
    spring.addInitializers(context ->
        context
            .getEnvironment()
            .getPropertySources()
            .addFirst(new MapPropertySource("callstream-ports", ports)));
    spring.addInitializers(beans.toArray(ApplicationContextInitializer<?>[]::new));
    return spring.run();
  }
}
