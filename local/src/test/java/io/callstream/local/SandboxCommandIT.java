package io.callstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.local.printed.PasteShell;
import io.callstream.local.printed.PrintedCommands;
import io.callstream.local.printed.PrintedCommands.Printed;
import io.callstream.local.running.Jars;
import io.callstream.stack.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox alone, as a person starts it. */
class SandboxCommandIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path dir;
  private final int port = FreePorts.find();

  @Test
  void answersLikeRetellAndEndsWithZeroOnSigterm() throws Exception {
    Process command = start("my-key");
    try {
      awaitReady(command);

      assertThat(Files.readString(dir.resolve("stdout")))
          .isEqualTo("ready sandbox=http://127.0.0.1:%d key=my-key\n".formatted(port));
      assertThat(concurrency("my-key")).isEqualTo(200);
      assertThat(concurrency("other")).isEqualTo(401);
    } finally {
      command.destroy();
    }
    assertThat(command.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(command.exitValue()).isZero();
  }

  @Test
  void everyLineOfItsDocumentCanBePastedAndPrintsWhatIsSaid() throws Exception {
    String here = "http://127.0.0.1:8090";
    String there = "http://127.0.0.1:" + port;
    List<Printed> lines = PrintedCommands.of(Jars.find().root().resolve("docs/sandbox.md"));
    assertThat(lines).hasSizeGreaterThan(10);
    SoftAssertions all = new SoftAssertions();
    Process command = start("sandbox-key");
    try (PasteShell shell = new PasteShell(dir, Map.of())) {
      awaitReady(command);
      for (Printed line : lines) {
        String printed = shell.paste(line.command().replace(here, there));
        all.assertThat(PrintedCommands.lasting(printed))
            .as(line.command())
            .isEqualTo(PrintedCommands.lasting(line.printed()));
      }
    } finally {
      command.destroy();
    }
    all.assertAll();
  }

  private void awaitReady(Process command) {
    await()
        .atMost(LIMIT)
        .failFast("it ended", () -> !command.isAlive())
        .until(() -> Files.readString(dir.resolve("stdout")).endsWith("\n"));
  }

  private int concurrency(String key) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/get-concurrency"))
                  .header("Authorization", "Bearer " + key)
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    }
  }

  private Process start(String apiKey) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Callstream.class.getName(),
            "sandbox",
            "--data-dir=" + dir.resolve("data"),
            "--port=" + port,
            "--api-key=" + apiKey,
            "--speed=60")
        .redirectOutput(dir.resolve("stdout").toFile())
        .redirectError(dir.resolve("stderr").toFile())
        .start();
  }
}
