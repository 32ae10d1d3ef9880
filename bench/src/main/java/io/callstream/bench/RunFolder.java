package io.callstream.bench;

import io.callstream.local.running.Jars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a run keeps its data, logs and figures. */
final class RunFolder {

  private RunFolder() {}

  /** A new folder under {@code bench/target/runs}. */
  static Path make(Jars jars, String what) throws IOException {
    var runs = Files.createDirectories(jars.root().resolve("bench/target/runs"));
    return Files.createTempDirectory(runs, what + "-");
  }
}
