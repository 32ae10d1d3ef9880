package io.callstream.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** A folder of scripts, run by the machine's Node with what its lock file pins. */
public final class NodeScripts {

  private static final int LIMIT_S = 300;

  /**
   * What is there from before is not asked for again; a registry that is away is not waited for.
   */
  private static final String[] NPM_CI = {
    "npm",
    "ci",
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    "--prefer-offline",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000"
  };

  private static final Pattern UNREACHABLE =
      Pattern.compile(
          "code E(AI_AGAIN|NOTFOUND|CONNREFUSED|CONNRESET|TIMEDOUT|NETUNREACH|HOSTUNREACH)");

  private final Path folder;

  private NodeScripts(Path folder) {
    this.folder = folder;
  }

  /** How a script ended. */
  public record Ended(int status, String said) {}

  /** Why no script can run here; empty when they can. */
  public static String missing() {
    return onPath("node") && onPath("npm") ? "" : "node and npm are not both on the PATH";
  }

  /**
   * The scripts of {@code src/test/<name>}, with what their lock file pins, in a folder of this
   * process: two that install into one empty it under each other. Without a registry that has it
   * the test is not run.
   */
  public static NodeScripts install(String name) {
    var own = name + "-" + ProcessHandle.current().pid();
    return install(Path.of("src/test", name), Path.of("target", own));
  }

  /** The scripts of one folder in another, with what their lock file pins. */
  public static NodeScripts install(Path source, Path folder) {
    try (var files = Files.list(source)) {
      Files.createDirectories(folder);
      for (var file : files.toList()) {
        Files.write(folder.resolve(file.getFileName()), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var scripts = new NodeScripts(folder);
    var installed = scripts.exec(Map.of(), NPM_CI);
    if (installed.status() != 0 && UNREACHABLE.matcher(installed.said()).find()) {
      System.err.println(
          "NOT RUN: the scripts of " + source + ", since npm's registry is out of reach");
      Assumptions.abort("npm's registry is out of reach: " + installed.said());
    }
    assertThat(installed.status()).as("%s: %s", List.of(NPM_CI), installed.said()).isZero();
    return scripts;
  }

  /** Runs a script to its good end; what it printed. */
  public String run(String script, Map<String, String> environment) {
    return good(environment, "node", script);
  }

  /** Runs a script to whatever end. */
  public Ended ended(String script) {
    return exec(Map.of(), "node", script);
  }

  private String good(Map<String, String> environment, String... command) {
    var ended = exec(environment, command);
    assertThat(ended.status()).as("%s: %s", List.of(command), ended.said()).isZero();
    return ended.said();
  }

  private Ended exec(Map<String, String> environment, String... command) {
    try {
      var out = Files.createTempFile(folder, "out", ".txt");
      var builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile());
      builder.environment().putAll(environment);
      var process = builder.start();
      boolean ended = process.waitFor(LIMIT_S, TimeUnit.SECONDS);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      var said = Files.readString(out);
      assertThat(ended).as("%s within %d s: %s", List.of(command), LIMIT_S, said).isTrue();
      return new Ended(process.exitValue(), said);
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
