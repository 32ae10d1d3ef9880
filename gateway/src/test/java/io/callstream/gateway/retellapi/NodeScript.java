package io.callstream.gateway.retellapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Scripts under {@code src/test/sdk}, run by the machine's Node with what its lock file pins. */
final class NodeScript {

  private static final Path SOURCE = Path.of("src/test/sdk");
  private static final Path FOLDER = Path.of("target/sdk");
  private static final List<String> FILES =
      List.of("package.json", "package-lock.json", ".npmrc", "drive.mjs", "lost.mjs");
  private static final int LIMIT_S = 180;

  private NodeScript() {}

  /** Why no script can run here; empty when they can. */
  static String missing() {
    return onPath("node") && onPath("npm") ? "" : "node and npm are not both on the PATH";
  }

  /** Fetches what the lock file pins. */
  static void install() {
    try {
      Files.createDirectories(FOLDER);
      for (var file : FILES) {
        Files.write(FOLDER.resolve(file), Files.readAllBytes(SOURCE.resolve(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run(Map.of(), "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
  }

  /** Runs a script to its good end; what it printed. */
  static String run(String script, Map<String, String> environment) {
    return run(environment, "node", script);
  }

  private static String run(Map<String, String> environment, String... command) {
    try {
      var out = Files.createTempFile(FOLDER, "out", ".txt");
      var builder =
          new ProcessBuilder(command)
              .directory(FOLDER.toFile())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile());
      builder.environment().putAll(environment);
      var process = builder.start();
      boolean ended = process.waitFor(LIMIT_S, TimeUnit.SECONDS);
      process.destroyForcibly();
      var said = Files.readString(out);
      assertThat(ended).as("%s within %d s: %s", List.of(command), LIMIT_S, said).isTrue();
      assertThat(process.exitValue()).as("%s: %s", List.of(command), said).isZero();
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean onPath(String program) {
    return List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
