package io.callstream.local.printed;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.local.printed.PrintedCommands.Printed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading a document, and what of an answer lasts. */
class PrintedCommandsTest {

  @TempDir private Path folder;

  @Test
  void findsEachCommandWithItsAnswer() throws IOException {
    Path document =
        Files.writeString(
            folder.resolve("a.md"),
            """
            $ no command, it stands in no block
            ```
            $ one \\
                -d two
            {"a":1}
            $ three
            $ four
            x
            y
            ```
            """);

    assertThat(PrintedCommands.of(document))
        .containsExactly(
            new Printed("one \\\n    -d two", "{\"a\":1}"),
            new Printed("three", ""),
            new Printed("four", "x\ny"));
  }

  @Test
  void wordsAndStatusesLast() {
    assertThat(
            PrintedCommands.lasting(
                "{\"status\":401,\"n\":1.5,\"at\":\"2026-11-21T11:44:23.766Z\",\"v2\":\"x\"}\n"))
        .isEqualTo("{\"status\":401,\"n\":0,\"at\":\"<time>\",\"v2\":\"x\"}");
    assertThat(
            PrintedCommands.lasting(
                "call_7189dc03a810734bf46bdf4c210 a5db7f09-90cd-5a0e-8d0d-78fb006e7161"))
        .isEqualTo("<id> <uuid>");
  }

  @Test
  void aShellKeepsWhatWasPastedBefore() throws IOException {
    try (PasteShell shell = new PasteShell(folder, java.util.Map.of("KEY", "k"))) {
      assertThat(shell.paste("A=1; echo $KEY")).isEqualTo("k\n\n");
      assertThat(shell.paste("printf %s $A")).isEqualTo("1\n");
    }
  }
}
