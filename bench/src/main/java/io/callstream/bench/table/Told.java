package io.callstream.bench.table;

import io.callstream.bench.Check;
import io.callstream.bench.Figure;
import io.callstream.contracts.Json;
import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What a run wrote as JSON; of an old one not all of it is there.
 *
 * @param costs in place of figures, of single steps
 */
record Told(
    @Nullable String title,
    @Nullable String commit,
    @Nullable String command,
    @Nullable List<Figure> figures,
    @Nullable List<Check> checks,
    @Nullable List<StepCost> costs,
    @Nullable List<String> notes) {

  /** Of one step and one peer. */
  record StepCost(String group, String who, double nanos, @Nullable Double error, double bytes) {}

  /**
   * Reads one.
   *
   * @throws CannotStart when it is none
   */
  static Told read(Path file) {
    try {
      var told = Json.read(Files.readAllBytes(file), Told.class);
      if (told.title == null || (told.figures == null && told.costs == null)) {
        throw new CannotStart(file + " is not what ./callstream bench writes");
      }
      return told;
    } catch (IOException e) {
      throw new CannotStart("cannot read " + file + ": " + e, e);
    } catch (JacksonException e) {
      throw new CannotStart(
          file + " is not what ./callstream bench writes: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * What was run, and of which commit.
   *
   * @param otherwise the commit of one that does not name its own
   */
  String origin(@Nullable String otherwise) {
    var id = commit == null ? otherwise : commit;
    return "%s, commit %s".formatted(ran(), id == null ? "unknown" : "`" + id + "`");
  }

  /** The first note of one that does not know its command says how much was measured. */
  private String ran() {
    if (command != null) {
      return "`" + command + "`";
    }
    var how = notes == null || notes.isEmpty() ? "" : " (" + notes.getFirst() + ")";
    return "`./" + title + "`" + how;
  }
}
