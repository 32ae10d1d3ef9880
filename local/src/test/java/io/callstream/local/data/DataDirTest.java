package io.callstream.local.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirTest {

  @TempDir private Path folder;

  @Test
  void aFolderHasOneLauncherAtATime() {
    try (DataDir _ = DataDir.open(folder, false)) {
      assertThatThrownBy(() -> DataDir.open(folder, false))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("in use by another callstream");
    }
    DataDir.open(folder, false).close();
  }

  @Test
  void somebodyElsesServersAreNotTouched() throws IOException {
    Path theirs = folder.resolve("postgres/their-data");
    Files.createDirectories(theirs);

    assertThatThrownBy(() -> DataDir.open(folder, true))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("was not made by callstream");
    assertThat(theirs).exists();
  }

  @Test
  void freshDeletesWhatWasMadeHereAndNothingElse() throws IOException {
    try (DataDir dataDir = DataDir.open(folder, false)) {
      AdminKey.of(Map.of(), dataDir);
      Files.createDirectories(folder.resolve("kafka/data"));
      Files.createDirectories(folder.resolve("logs"));
      Files.writeString(folder.resolve("logs/gateway.log"), "old");
      Files.writeString(folder.resolve("logs/notes.txt"), "theirs");
      Files.writeString(folder.resolve("notes.txt"), "theirs");
    }

    DataDir.open(folder, true).close();

    assertThat(folder.resolve("notes.txt")).exists();
    assertThat(folder.resolve("logs/notes.txt")).exists();
    assertThat(folder.resolve("logs/gateway.log")).doesNotExist();
    assertThat(folder.resolve("kafka")).doesNotExist();
    assertThat(folder.resolve("admin.key")).doesNotExist();
  }

  @Test
  void theAdminKeyIsMadeOnceAndReadableByItsOwnerOnly() throws IOException {
    try (DataDir dataDir = DataDir.open(folder, false)) {
      AdminKey made = AdminKey.of(Map.of(), dataDir);

      assertThat(AdminKey.of(Map.of(), dataDir)).isEqualTo(made);
      assertThat(made.value()).hasSizeGreaterThanOrEqualTo(32);
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.resolve("admin.key"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void anAdminKeyOfTheShellIsNotWrittenDown() {
    try (DataDir dataDir = DataDir.open(folder, false)) {
      AdminKey given = AdminKey.of(Map.of("CALLSTREAM_ADMIN_KEY", "mine"), dataDir);

      assertThat(given.value()).isEqualTo("mine");
      assertThat(folder.resolve("admin.key")).doesNotExist();
    }
  }

  @Test
  void anInstallationKeepsItsName() {
    try (DataDir dataDir = DataDir.open(folder, false)) {
      String name = Installation.of(Map.of(), dataDir);

      assertThat(Installation.of(Map.of(), dataDir)).isEqualTo(name).isNotEqualTo("default");
      assertThat(Installation.of(Map.of("CALLSTREAM_INSTALLATION", "berlin"), dataDir))
          .isEqualTo("berlin");
    }
  }
}
