package io.callstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What is due is found by an index, however much is not due yet. PostgreSQL takes no index for a
 * comparison with {@code clock_timestamp()} itself, whose value may change from row to row: a
 * subselect has one value for the whole statement.
 */
class IndexedTimesTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern ROW_BY_ROW =
      Pattern.compile(
          "\\b(due_at|expires_at|ask_at|stop_at|lease_until|check_at|look_at|gate_at|accepted_at)"
              + "\\s*(<=|<|>=|>)\\s*clock_timestamp\\(\\)");

  @Test
  void noTimeThatHasAnIndexIsComparedRowByRow() throws IOException {
    List<String> found = new ArrayList<>();
    for (var module : List.of("call-dispatcher", "gateway")) {
      try (var files = Files.walk(ROOT.resolve(module + "/src/main/java"))) {
        for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          ROW_BY_ROW
              .matcher(Files.readString(file))
              .results()
              .forEach(each -> found.add(file.getFileName() + ": " + each.group()));
        }
      }
    }

    assertThat(found).isEmpty();
  }
}
