package io.callstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.local.running.Jars;
import io.callstream.stack.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that start everything, each as a process of its own. */
class SystemCommandsIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir private Path dir;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void stopWhatIsLeft() throws InterruptedException {
    for (Process process : started) {
      process.destroy();
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void theDemoCallsEverybodyShowsATableAndEndsWithZero() throws Exception {
    Path people = dir.resolve("people.csv");
    Files.writeString(
        people,
        """
        to_number,external_id,name
        +12125550110,P1,Ann
        +13105550121,P2,Bo
        +14155550130,P3,Cy
        """);

    Process demo = start("demo", "--exit", "--people=" + people);

    assertThat(exitCode(demo)).as(output()).isZero();
    assertThat(output())
        .contains("admin key: $(cat " + dir.resolve("data/admin.key") + ")")
        .contains("calling 3 people of " + people)
        .containsPattern("completed +answered +user_hangup +2")
        .containsPattern("failed +busy +dial_busy +1")
        .contains("all 3 calls have ended", "3 phones rang, none more than once");
  }

  @Test
  void ctrlCEndsUpAndAllItStartedWithZero() throws Exception {
    Process up = start("up");
    await()
        .atMost(LIMIT)
        .failFast("it ended", () -> !up.isAlive())
        .until(() -> output().contains("ready; Ctrl-C stops everything"));
    List<ProcessHandle> parts = up.descendants().toList();
    assertThat(parts).hasSizeGreaterThanOrEqualTo(6);

    new ProcessBuilder("kill", "-INT", String.valueOf(up.pid())).start().waitFor();

    assertThat(exitCode(up)).as(output()).isZero();
    await().atMost(LIMIT).until(() -> parts.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void theJarSaysItsVersion() throws Exception {
    Path jar = Jars.find().root().resolve("local/target/local.jar");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process version =
        new ProcessBuilder(java, "-jar", jar.toString(), "--version")
            .redirectOutput(dir.resolve("output").toFile())
            .start();
    started.add(version);

    assertThat(exitCode(version)).isZero();
    assertThat(output()).matches("callstream \\d+\\.\\d+\\.\\d+\n");
  }

  /** Under a shell's job in the background SIGINT is ignored, which a child inherits. */
  private Process start(String command, String... arguments) throws IOException {
    List<String> line =
        new ArrayList<>(
            System.getProperty("os.name").equals("Linux")
                ? List.of("env", "--default-signal=INT")
                : List.of());
    line.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Callstream.class.getName(),
            command,
            "--data-dir=" + dir.resolve("data"),
            "--kafka-port=" + FreePorts.find(),
            "--postgres-port=" + FreePorts.find(),
            "--gateway-port=" + FreePorts.find(),
            "--sandbox-port=" + FreePorts.find(),
            "--management-port=" + FreePorts.find()));
    line.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("output").toFile())
            .start();
    started.add(process);
    return process;
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private String output() throws IOException {
    return Files.readString(dir.resolve("output"));
  }
}
