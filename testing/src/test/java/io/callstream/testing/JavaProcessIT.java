package io.callstream.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaProcessIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void evenAFrozenOneEndsWithTheJvmThatStartedIt() {
    try (JavaProcess starter =
        JavaProcess.start(Starter.class, Map.of(), folder, folder.toString())) {
      await().atMost(LIMIT).until(() -> starter.output().endsWith("\n"));
      ProcessHandle frozen =
          ProcessHandle.of(Long.parseLong(starter.output().strip())).orElseThrow();
      assertThat(frozen.isAlive()).isTrue();

      starter.kill();

      await().atMost(LIMIT).until(() -> !frozen.isAlive());
    }
  }

  /** Starts another of itself, freezes it, says its pid and waits to be killed. */
  static final class Starter {

    private Starter() {}

    public static void main(String[] args) throws IOException {
      if (args.length > 0) {
        JavaProcess other = JavaProcess.start(Starter.class, Map.of(), Path.of(args[0]));
        other.freeze();
        System.out.println(other.pid());
      }
      while (System.in.read() >= 0) {
        // Nobody writes here.
      }
    }
  }
}
