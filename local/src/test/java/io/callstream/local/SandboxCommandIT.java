package io.callstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.stack.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox alone, as a person starts it. */
class SandboxCommandIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path dir;
  private final int port = FreePorts.find();

  @Test
  void answersLikeRetellAndEndsWithZeroOnSigterm() throws Exception {
    Process command = start();
    try {
      await()
          .atMost(LIMIT)
          .failFast("it ended", () -> !command.isAlive())
          .until(() -> !Files.readString(dir.resolve("stdout")).isEmpty());

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

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Callstream.class.getName(),
            "sandbox",
            "--data-dir=" + dir.resolve("data"),
            "--port=" + port,
            "--api-key=my-key",
            "--speed=60")
        .redirectOutput(dir.resolve("stdout").toFile())
        .redirectError(dir.resolve("stderr").toFile())
        .start();
  }
}
