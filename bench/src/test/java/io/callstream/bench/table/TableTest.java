package io.callstream.bench.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {

  private static final String OLD =
      """
      {"title": "callstream bench gateway", "processors": 2,
       "figures": [
         {"group": "webhooks", "who": "gateway", "per_second": 10867.16, "cpu_micros": 88.76,
          "millis": {"p50": 5.5, "p95": 9.9, "p99": 15.1}},
         {"group": "webhooks", "who": "  by | SQL", "per_second": 5, "cpu_micros": null, "millis": null}],
       "checks": [
         {"what": "times the plain route", "value": 6.18, "wanted": "at least 3.0", "met": true},
         {"what": "MiB resident", "value": 1466.0, "wanted": "at most 350.0", "met": false}],
       "notes": ["medians of 5 repetitions", "more"]}
      """;

  private static final String CODE =
      """
      {"title": "callstream bench code", "commit": "abc1234+",
       "command": "./callstream bench code --forks 1", "processors": 2, "java": "25",
       "costs": [
         {"group": "signature", "who": "ours", "nanos": 1234.56, "error": 7.8, "bytes": 2048.0},
         {"group": "signature", "who": "bare", "nanos": 900.0, "error": null, "bytes": 0.0}],
       "notes": []}
      """;

  @TempDir private Path folder;

  @Test
  void tableHasWhatWasMeasuredAndWhatWasWantedOfIt() throws IOException {
    var table = Markdown.table(List.of(told(OLD), told(CODE)), null);

    assertThat(table)
        .isEqualTo(
            """
            | what | figure | wanted | | command and commit |
            | --- | --- | --- | --- | --- |
            | webhooks: gateway | 10,867/s; 88.8 µs CPU; p50 5.5, p95 9.9, p99 15.1 ms |  |  | `./callstream bench gateway` (medians of 5 repetitions), commit unknown |
            | webhooks: by \\| SQL | 5/s |  |  |  |
            | times the plain route | 6.18 | at least 3.0 | ok |  |
            | MiB resident | 1,466 | at most 350.0 | **MISS** |  |
            | signature: ours | 1,234.6 ± 7.8 ns; 2,048 bytes |  |  | `./callstream bench code --forks 1`, commit `abc1234+` |
            | signature: bare | 900.0 ns; 0 bytes |  |  |  |
            """);
  }

  @Test
  void aCommitIsGivenToThoseAloneThatDoNotNameTheirs() throws IOException {
    assertThat(told(OLD).origin("dcfc20b")).endsWith(", commit `dcfc20b`");
    assertThat(told(CODE).origin("dcfc20b")).endsWith(", commit `abc1234+`");
  }

  @Test
  void whatIsNotOursIsRefusedInWords() {
    for (var json : List.of("{", "[]", "{}", "{\"title\": \"t\"}")) {
      assertThatThrownBy(() -> told(json))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("is not what ./callstream bench writes");
    }
    assertThatThrownBy(() -> Told.read(folder.resolve("none.json")))
        .isInstanceOf(CannotStart.class)
        .hasMessageStartingWith("cannot read ");
  }

  @Test
  void newestOfEachKindIsTaken() throws IOException {
    var old = report("gateway-1", "gateway.json", 100);
    var newest = report("gateway-22", "gateway.json", 200);
    var other = report("end-to-end-3", "end-to-end.json", 50);
    report("gateway-22", "package.json", 300);

    assertThat(Runs.newest(folder)).containsExactly(other, newest).doesNotContain(old);
  }

  @Test
  void withoutAnyRunItIsSaid() {
    for (var none : List.of(folder, folder.resolve("none"))) {
      assertThatThrownBy(() -> Runs.newest(none))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("measure first");
    }
  }

  @Test
  void tableTakesThePlaceOfTheOneBefore() {
    var text = "a\n" + Readme.FROM + "\n" + Readme.TO + "\nb\n";

    var once = Readme.with(text, "| 1 |\n");

    assertThat(once).isEqualTo("a\n" + Readme.FROM + "\n\n| 1 |\n\n" + Readme.TO + "\nb\n");
    assertThat(Readme.with(once, "| 1 |\n")).isEqualTo(once);
  }

  @Test
  void withoutMarksNothingIsReplaced() {
    for (var text : List.of("", Readme.FROM, Readme.TO + Readme.FROM)) {
      assertThatThrownBy(() -> Readme.with(text, ""))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("no place for the table");
    }
  }

  private Told told(String json) throws IOException {
    return Told.read(Files.writeString(folder.resolve("told.json"), json));
  }

  private Path report(String run, String name, long changed) throws IOException {
    var file = Files.createDirectories(folder.resolve(run)).resolve(name);
    Files.writeString(file, "{}");
    return Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(changed)));
  }
}
