package io.callstream.stack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts one of PostgreSQL's programs. They refuse to run as root; there they run in a user
 * namespace of their own ({@code unshare}), where they are not root and yet own their files.
 */
final class PostgresProgram {

  private final List<String> prefix;
  private final Path home;

  private PostgresProgram(List<String> prefix, Path home) {
    this.prefix = prefix;
    this.home = home;
  }

  static PostgresProgram find() throws IOException {
    return new PostgresProgram(isRoot() ? userNamespace() : List.of(), PostgresBinaries.unpacked());
  }

  /** Starts the program; what it prints, on stdout and stderr, replaces the contents of the log. */
  WatchedProcess start(String name, List<String> arguments, Path log) throws IOException {
    List<String> command = new ArrayList<>(OwnSession.prefix());
    command.addAll(prefix);
    command.add(home.resolve("bin").resolve(name).toString());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(variable -> variable.startsWith("PG"));
    environment.put("LC_ALL", "C");
    return WatchedProcess.start(builder);
  }

  private static boolean isRoot() throws IOException {
    Path self = Path.of("/proc/self");
    return Files.exists(self)
        ? Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid"))
        : "root".equals(System.getProperty("user.name"));
  }

  private static List<String> userNamespace() {
    try {
      Process trial =
          new ProcessBuilder("unshare", "-U", "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (trial.waitFor() == 0) {
        return List.of("unshare", "-U");
      }
    } catch (IOException _) {
      // No such program: said below.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    throw new CannotStart(
        "PostgreSQL does not run as root, and user namespaces (unshare -U) are not to be had here: run this as another user");
  }
}
