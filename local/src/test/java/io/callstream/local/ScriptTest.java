package io.callstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell script, in a folder whose jars are empty and whose Maven only says that it ran. */
class ScriptTest {

  private static final FileTime OLD = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
  private static final List<String> SOURCES =
      List.of(
          "pom.xml",
          "local/pom.xml",
          "bench/connect/pom.xml",
          "local/src/main/A.java",
          "deploy/sql/bootstrap.sql");
  private static final List<String> JARS =
      List.of(
          "gateway/target/gateway.jar",
          "call-dispatcher/target/call-dispatcher.jar",
          "status-projector/target/status-projector.jar",
          "sandbox/target/sandbox.jar",
          "local/target/local.jar",
          "local/target/local-leash.jar");

  @TempDir private Path root;

  @BeforeEach
  void build() throws IOException {
    Files.copy(Path.of("../callstream"), root.resolve("callstream"));
    for (String source : SOURCES) {
      write(source, "");
      makeOld(root.resolve(source));
      makeOld(root.resolve(source).resolveSibling(""));
    }
    for (String jar : JARS) {
      write(jar, "");
    }
    write("bin/mvn", "#!/bin/sh\necho maven ran >&2\n");
    assertThat(root.resolve("bin/mvn").toFile().setExecutable(true)).isTrue();
  }

  @Test
  void whatIsBuiltIsNotBuiltAgain() throws Exception {
    assertThat(run()).doesNotContain("maven ran");
  }

  @Test
  void aMissingJarIsBuilt() throws Exception {
    for (String jar : JARS) {
      Files.delete(root.resolve(jar));
      assertThat(run()).as(jar).contains("building (the first time", "maven ran");
      write(jar, "");
    }
  }

  @Test
  void aNewerSourceIsBuiltAndNamed() throws Exception {
    FileTime later = FileTime.from(Instant.now().plusSeconds(60));
    for (String source : SOURCES) {
      Files.setLastModifiedTime(root.resolve(source), later);
      assertThat(run()).contains("building (" + source + " is newer than", "maven ran");
      makeOld(root.resolve(source));
      assertThat(run()).doesNotContain("maven ran");
    }
  }

  @Test
  void aTestRunSaysThatTheTestcontainersBranchWasNotRun() throws Exception {
    String words = "the Testcontainers branch was not run";

    assertThat(script("test")).contains("maven ran", words);
    assertThat(script("test", "-Dcallstream.infra=testcontainers")).doesNotContain(words);
  }

  /** Ends with Java's word on an empty jar. */
  private String run() throws IOException, InterruptedException {
    String said = script("--version");
    assertThat(said).containsIgnoringCase("jarfile");
    return said;
  }

  /** What the script says with neither HOME nor JAVA_HOME. */
  private String script(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", root.resolve("callstream").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put(
        "PATH",
        "%s:%s/bin:/usr/bin:/bin".formatted(root.resolve("bin"), System.getProperty("java.home")));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void makeOld(Path file) {
    assertThat(file.toFile().setLastModified(OLD.toMillis())).isTrue();
  }
}
