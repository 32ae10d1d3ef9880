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

/**
 * Where a run keeps its logs and figures; the servers' data in it goes with the run.
 *
 * @param origin as it was when the run began
 */
public record RunFolder(Path path, Origin origin) implements AutoCloseable {

  /** A new one under {@code bench/target/runs}. */
  public static RunFolder make(String what) {
    try {
      var runs = Files.createDirectories(runs());
      return new RunFolder(Files.createTempDirectory(runs, what + "-"), Origin.now(root()));
    } catch (IOException e) {
      throw new CannotStart("cannot make a folder: " + e.getMessage(), e);
    }
  }

  /** Where all runs have theirs. */
  public static Path runs() {
    return root().resolve("bench/target/runs");
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
