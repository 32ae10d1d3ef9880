package io.callstream.local.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.callstream.local.running.Jars;
import io.callstream.stack.CannotStart;
import io.callstream.stack.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path leash = Jars.find().leash();

  @TempDir private Path folder;

  @Test
  void isReadyWhenItSaysSoAndEndsCleanlyWhenClosed() throws IOException {
    Part part = start(Map.of());
    await().atMost(LIMIT).until(part::ready);
    assertThat(folder.resolve("run/stub.pid")).exists();

    part.close();

    assertThat(part.alive()).isFalse();
    assertThat(part.logTail(10)).containsExactly("stub starts", "stub ends cleanly");
    assertThat(folder.resolve("run/stub.pid")).doesNotExist();
  }

  @Test
  void showsWhyItEndedOfThisStartOnly() throws Exception {
    try (Part first = start(Map.of())) {
      await().atMost(LIMIT).until(first::ready);
    }

    Part part = start(Map.of("FAIL", "yes"));

    assertThat(part.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(2);
    assertThat(part.logTail(10)).containsExactly("FAIL is set");
  }

  @Test
  void neitherCtrlCNorAClosedTerminalEndsIt() throws Exception {
    try (Part part = start(Map.of())) {
      await().atMost(LIMIT).until(part::ready);
      signal("INT", part.pid());
      signal("HUP", part.pid());

      assertThat(part.ready()).isTrue();
      assertThat(part.logTail(10)).containsExactly("stub starts");
    }
  }

  @Test
  void endsCleanlyWhenItsStarterIsKilled() throws Exception {
    Process starter = startStarter();
    ProcessHandle part = startedBy(starter);
    await().atMost(LIMIT).until(() -> log().contains("stub starts"));

    starter.destroyForcibly();

    await("the part ends with its starter").atMost(LIMIT).until(() -> !part.isAlive());
    await().atMost(LIMIT).until(() -> log().contains("stub ends cleanly"));
  }

  @Test
  void whatAnEarlierStarterLeftRunningIsEndedByTheNext() throws Exception {
    Process starter = startStarter();
    ProcessHandle part = startedBy(starter);
    await().atMost(LIMIT).until(() -> log().contains("stub starts"));

    Part.endLeftovers(folder);

    assertThat(part.isAlive()).isFalse();
    assertThat(folder.resolve("run/stub.pid")).doesNotExist();
    starter.destroyForcibly();
  }

  @Test
  void aProcessOfSomebodyElseWithThatPidIsLeftAlone() throws IOException {
    try (Part part = start(Map.of())) {
      Files.writeString(folder.resolve("run/stub.pid"), part.pid() + " 1000");

      Part.endLeftovers(folder);

      assertThat(part.alive()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "17", "17 ", "one two", "99999999999999999999 1"})
  void aBrokenPidFileNamesNobody(String text) throws IOException {
    Path file = Files.createDirectories(folder.resolve("run")).resolve("stub.pid");
    Files.writeString(file, text);

    Part.endLeftovers(folder);

    assertThat(file).doesNotExist();
  }

  @Test
  void aPartThatCannotBeRememberedIsEnded() throws IOException {
    Files.createDirectories(folder.resolve("run/stub.pid"));

    assertThatThrownBy(() -> start(Map.of())).isInstanceOf(CannotStart.class);

    assertThat(ProcessHandle.current().children())
        .noneMatch(child -> child.info().commandLine().orElse("").contains(folder.toString()));
  }

  private Part start(Map<String, String> environment) throws IOException {
    return Part.start(StubPart.spec(folder, FreePorts.find(), environment), leash, folder);
  }

  private String log() throws IOException {
    Path log = folder.resolve("logs/stub.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  private Process startStarter() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Starter.class.getName(),
            folder.toString(),
            String.valueOf(FreePorts.find()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static ProcessHandle startedBy(Process starter) throws IOException {
    return ProcessHandle.of(Long.parseLong(starter.inputReader().readLine())).orElseThrow();
  }

  private static void signal(String name, long pid) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor())
        .isZero();
  }
}
