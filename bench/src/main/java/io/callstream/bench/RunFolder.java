package io.callstream.bench;

import io.callstream.local.running.Jars;
import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where a run keeps its logs and figures; the servers' data in it goes with the run. */
public record RunFolder(Path path) implements AutoCloseable {

  /** A new one under {@code bench/target/runs}. */
  public static RunFolder make(String what) {
    try {
      var runs = Files.createDirectories(root().resolve("bench/target/runs"));
      return new RunFolder(Files.createTempDirectory(runs, what + "-"));
    } catch (IOException e) {
      throw new CannotStart("cannot make a folder: " + e.getMessage(), e);
    }
  }

  /** The project's jars. */
  public static Jars jars() {
    return new Jars(root());
  }

  /** What Kafka and PostgreSQL keep. */
  public Path data() {
    return path.resolve("data");
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

  @Override
  public void close() throws IOException {
    if (!Files.exists(data())) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(data())) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.deleteIfExists(file);
    }
  }
}
