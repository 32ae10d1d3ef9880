package io.callstream.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginTest {

  @TempDir private Path folder;

  @Test
  void commitIsThatOfTheFolderAndAPlusSaysThatItHasChanges() throws Exception {
    git("init", "-q");
    Files.writeString(folder.resolve("one"), "1");
    git("add", "one");
    git("-c", "user.name=a", "-c", "user.email=a@b.test", "commit", "-q", "-m", "One");

    var clean = Origin.commit(folder);
    Files.writeString(folder.resolve("one"), "2");

    assertThat(clean).matches("[0-9a-f]{7,}");
    assertThat(Origin.commit(folder)).isEqualTo(clean + "+");
  }

  @Test
  void aCopyInsideAnotherRepositoryHasNoCommit() throws Exception {
    git("init", "-q");
    git(
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@b.test",
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "x");

    assertThat(Origin.commit(Files.createDirectory(folder.resolve("copy")))).isNull();
  }

  @Test
  void whatIsNotKnownIsNotInTheFieldsAndSaidInTheLines() {
    var origin = new Origin(null, null, 2, "25");

    assertThat(origin.fields()).containsOnlyKeys("processors", "java");
    assertThat(origin.lines()).containsExactly("commit unknown, 2 processors, Java 25");
  }

  @Test
  void reportEndsWithWhereItComesFrom() {
    var origin = new Origin("abc1234+", "./callstream bench relay --rows 5", 2, "25");

    assertThat(origin.fields())
        .containsEntry("commit", "abc1234+")
        .containsEntry("command", "./callstream bench relay --rows 5");
    assertThat(origin.lines())
        .containsExactly(
            "./callstream bench relay --rows 5", "commit abc1234+, 2 processors, Java 25");
  }

  private void git(String... what) throws InterruptedException {
    var command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    Collections.addAll(command, what);
    try {
      var git = new ProcessBuilder(command).redirectOutput(Redirect.DISCARD).start();
      assertThat(git.waitFor()).isZero();
    } catch (IOException _) {
      Assumptions.abort("there is no git");
    }
  }
}
