package io.callstream.runtime.startup;

import io.callstream.runtime.environment.ImpossibleSetting;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The outermost frame of a service's process: how it refuses to start, and how long it may stop.
 */
public final class ServiceMain {

  private static final int COULD_NOT_START = 2;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(44);

  private ServiceMain() {}

  /**
   * Starts the service and waits until it works. What it cannot start with is one line on stderr
   * and exit code 2. SIGTERM closes the context; a process that has not ended 44 s later is ended.
   */
  public static void run(Callable<ConfigurableApplicationContext> start) {
    Carriers.watch();
    limitStop();
    try {
      start.call().getBean(Prerequisites.class).await();
    } catch (Exception e) {
      System.err.println(line(e));
      System.exit(COULD_NOT_START);
    }
  }

  /** The line that tells a person what to change. */
  static String line(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String known = known(t);
      if (known != null) {
        return known;
      }
    }
    return "could not start: " + failure;
  }

  private static @Nullable String known(Throwable t) {
    return switch (t) {
      case ImpossibleSetting setting -> setting.getMessage();
      case RefusedStart refused -> refused.getMessage();
      case PortInUseException taken -> "port " + taken.getPort() + " is taken";
      default -> null;
    };
  }

  /** A stop that hangs would leave a dead instance in place of a new one. */
  private static void limitStop() {
    Runnable limit =
        () ->
            Thread.ofPlatform()
                .name("stop-limit")
                .daemon()
                .start(() -> {
                  try {
                    Thread.sleep(STOP_LIMIT);
                  } catch (InterruptedException _) {
                    return;
                  }
                  Runtime.getRuntime().halt(1);
                });
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(limit));
  }
}
