package io.callstream.local.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the command takes and how it words the answer. */
class RebuildCommandTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "--diff --switch"})
  void takesOneOfTheTwo(String arguments) {
    var line = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);

    assertThat(new CommandLine(new RebuildCommand()).execute(line)).isEqualTo(2);
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
}
