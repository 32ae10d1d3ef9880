package io.callstream.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a run's figures come from.
 *
 * @param commit what was measured, with {@code +} when the tree had changes; null without git
 * @param command as it was typed; null when nobody did
 * @param processors of the machine
 * @param java the version of the JVM
 */
public record Origin(
    @Nullable String commit, @Nullable String command, int processors, String java) {

  private static final String TYPED = "callstream.bench.command";

  /** Keeps what was typed for the runs of this process. */
  static void typed(List<String> args) {
    System.setProperty(TYPED, ("./callstream bench " + String.join(" ", args)).strip());
  }

  /**
   * Of a run that begins now.
   *
   * @param root the project's folder
   */
  static Origin now(Path root) {
    return new Origin(
        commit(root),
        System.getProperty(TYPED),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().toString());
  }

  /** In the JSON of a run; what is not known is not in it. */
  public Map<String, Object> fields() {
    var fields = new LinkedHashMap<String, Object>();
    if (commit != null) {
      fields.put("commit", commit);
    }
    if (command != null) {
      fields.put("command", command);
    }
    fields.put("processors", processors);
    fields.put("java", java);
    return fields;
  }

  /** The last lines of what is printed. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    if (command != null) {
      lines.add(command);
    }
    lines.add(
        "commit %s, %d processors, Java %s"
            .formatted(commit == null ? "unknown" : commit, processors, java));
    return Collections.unmodifiableList(lines);
  }

  static @Nullable String commit(Path root) {
    var id = git(root, "rev-parse", "--short", "HEAD");
    var changes = git(root, "status", "--porcelain");
    return id == null ? null : id + (changes == null || changes.isEmpty() ? "" : "+");
  }

  /** What git says; null when there is none, or the folder is not its own. */
  private static @Nullable String git(Path root, String... what) {
    var command = new ArrayList<>(List.of("git", "-C", root.toString()));
    Collections.addAll(command, what);
    var builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
    // A copy of the project inside another repository is not of that one's commit.
    builder.environment().put("GIT_CEILING_DIRECTORIES", root.resolve("..").normalize().toString());
    builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
    try {
      var git = builder.start();
      var said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor() == 0 ? said : null;
    } catch (IOException _) {
      return null;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
