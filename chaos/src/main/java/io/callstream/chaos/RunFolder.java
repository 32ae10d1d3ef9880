package io.callstream.chaos;

import io.callstream.local.running.Jars;
import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where a run keeps data and logs; deleted with it unless it is to be looked at. */
public final class RunFolder implements AutoCloseable {

  private final Path path;
  private volatile boolean kept;

  private RunFolder(Path path) {
    this.path = path;
  }

  /** A new one under {@code chaos/target/runs}, whose name begins so. */
  public static RunFolder make(String name) {
    try {
      Path runs = root().resolve("chaos/target/runs");
      return new RunFolder(Files.createTempDirectory(Files.createDirectories(runs), name + "-"));
    } catch (IOException e) {
      throw new CannotStart("cannot make a folder: " + e.getMessage(), e);
    }
  }

  /** The project's jars. */
  public static Jars jars() {
    return new Jars(root());
  }

  /** Found from where this class lies: {@code chaos/target} of the project's folder. */
  private static Path root() {
    try {
      Path here =
          Path.of(RunFolder.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return here.resolve("../../..").normalize();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Not deleted when closed. */
  public void keep() {
    kept = true;
  }

  /** Kept when something is to be looked at. */
  public void keepUnless(boolean well) {
    if (!well) {
      keep();
    }
  }

  @Override
  public void close() throws IOException {
    if (kept) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(path)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.deleteIfExists(file);
    }
  }
}
