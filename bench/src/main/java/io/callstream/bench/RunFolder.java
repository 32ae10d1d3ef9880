package io.callstream.bench;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a run finds the jars, and keeps its data, logs and figures. */
final class RunFolder {

  private RunFolder() {}

  /** A new folder under {@code bench/target/runs}. */
  static Path make(String what) throws IOException {
    var runs = Files.createDirectories(root().resolve("bench/target/runs"));
    return Files.createTempDirectory(runs, what + "-");
  }

  static Path projector() {
    return root().resolve("status-projector/target/status-projector.jar");
  }

  /** Found from where this very class lies: {@code bench/target} of the project's folder. */
  private static Path root() {
    try {
      var here =
          Path.of(RunFolder.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return here.resolve("../../..").normalize();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
