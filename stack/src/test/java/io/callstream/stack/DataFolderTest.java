package io.callstream.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

  private static final long MIB = 1024 * 1024;

  @TempDir private Path dir;

  @Test
  void aFolderWithoutRoomIsRefusedInOneLineAndLetGo() {
    assertThatThrownBy(() -> DataFolder.open(dir, _ -> 256 * MIB - 1))
        .isInstanceOf(CannotStart.class)
        .hasMessageMatching("no room at .+: 255 MB free, 256 MB needed");

    DataFolder.open(dir, _ -> 256 * MIB).close();
  }

  @Test
  void aLinkToTheFolderIsTheFolder() throws Exception {
    Path real = dir.toRealPath().resolve("real");
    DataFolder.open(real).close();
    Path link = Files.createSymbolicLink(dir.resolve("link"), real);

    try (DataFolder folder = DataFolder.open(link)) {
      assertThat(folder.path()).isEqualTo(real);
    }
  }
}
