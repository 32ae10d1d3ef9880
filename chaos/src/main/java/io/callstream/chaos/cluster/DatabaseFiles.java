package io.callstream.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The files of a server that does not run. */
final class DatabaseFiles {

  private DatabaseFiles() {}

  /** Copies all of them, with their permissions, on which PostgreSQL insists. */
  static void copy(Path from, Path to) {
    try (Stream<Path> walk = Files.walk(from)) {
      List<Path> files = walk.toList();
      for (Path file : files) {
        Files.copy(
            file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts the copy in the place of what is there, which is kept beside it. */
  static void replace(Path data, Path copy) {
    try {
      Files.move(data, data.resolveSibling(data.getFileName() + "-lost"));
      Files.move(copy, data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
