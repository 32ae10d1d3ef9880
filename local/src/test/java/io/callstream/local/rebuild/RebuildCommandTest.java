package io.callstream.local.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the command takes and how it words the answer. */
class RebuildCommandTest {

  @TempDir private Path dataDir;

  @ParameterizedTest
  @ValueSource(strings = {"", "--diff --switch"})
  void takesOneOfTheTwo(String arguments) {
    var line = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);

    assertThat(new CommandLine(new RebuildCommand()).execute(line)).isEqualTo(2);
  }

  /** With the sandbox's, every call of a database elsewhere would be a stranger's. */
  @Test
  void databaseElsewhereNeedsItsInstallation() {
    var command = new RebuildCommand(Map.of("DATABASE_URL", "jdbc:postgresql://db/callstream"));
    var said = new ByteArrayOutputStream();
    var err = System.err;
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertThat(new CommandLine(command).execute("--diff", "--data-dir=" + dataDir)).isEqualTo(2);
    } finally {
      System.setErr(err);
    }

    assertThat(said.toString(StandardCharsets.UTF_8).lines().toList())
        .singleElement()
        .asString()
        .contains("CALLSTREAM_INSTALLATION");
  }

  @Test
  void answerIsWords() {
    var difference =
        Json.mapper()
            .readTree(
                """
                {"from": 1, "rows": 12, "older": 2, "changed": 3,
                 "by_column": {"outcome": 3, "status": 1}, "unseen": 4}
                """);

    assertThat(RebuildCommand.words(difference, true).lines())
        .containsExactly(
            "12 calls, made by mapping 1; 2 older than Kafka remembers stay as they are",
            "3 rows differ",
            "         3  outcome",
            "         1  status",
            "4 more only in what decides about later signals");
  }

  @ParameterizedTest
  @CsvSource({"1100, 2048, true", "1000, 2048, false", "1100, -1, false"})
  void switchThatMayCostTheRelayItsSlotIsSaidToBe(long mb, long boundMb, boolean said) {
    var difference =
        Json.mapper()
            .readTree(
                """
                {"from": 1, "rows": 12, "older": 0, "changed": 3, "by_column": {"outcome": 3},
                 "unseen": 0, "wal_bytes": %d, "wal_bound": %d}
                """
                    .formatted(mb << 20, boundMb < 0 ? boundMb : boundMb << 20));

    assertThat(RebuildCommand.words(difference, true).contains("max_slot_wal_keep_size (2048 MB)"))
        .isEqualTo(said);
    assertThat(RebuildCommand.words(difference, false)).doesNotContain("max_slot_wal_keep_size");
  }
}
