package io.callstream.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one server, held by one process at a time. The lock goes with the process, however
 * it ends; the servers themselves may outlive it for a moment and are then stopped by the next.
 */
final class DataFolder implements AutoCloseable {

  /** Less free room than this and the servers would stop half-way, in less clear words. */
  private static final long ROOM_MIN_BYTES = 256L * 1024 * 1024;

  private final Path path;
  private final FileChannel lockFile;

  private DataFolder(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  static DataFolder open(Path folder) {
    return open(folder, path -> Files.getFileStore(path).getUsableSpace());
  }

  /** How many bytes are free where a folder is. */
  interface Room {
    long freeAt(Path folder) throws IOException;
  }

  static DataFolder open(Path folder, Room room) {
    DataFolder taken = take(folder);
    try {
      taken.require(room);
      return taken;
    } catch (IOException e) {
      taken.close();
      throw new CannotStart("cannot use data folder %s: %s".formatted(taken.path, reason(e)), e);
    } catch (CannotStart e) {
      taken.close();
      throw e;
    }
  }

  /** By its real path: a server left running is known by it, whichever way led there. */
  private static DataFolder take(Path folder) {
    try {
      Path path = Files.createDirectories(folder).toRealPath();
      return new DataFolder(path, lock(path));
    } catch (IOException e) {
      throw new CannotStart("cannot use data folder %s: %s".formatted(folder, reason(e)), e);
    }
  }

  /** Does something in a folder that nobody holds; nothing where there is no folder. */
  static void tidy(Path dir, Tidying tidying) {
    if (!Files.isDirectory(dir)) {
      return;
    }
    try (DataFolder folder = take(dir)) {
      tidying.in(folder);
    } catch (IOException e) {
      throw new CannotStart("cannot tidy %s: %s".formatted(dir, reason(e)), e);
    }
  }

  /** What is done in a folder between two servers. */
  interface Tidying {
    void in(DataFolder folder) throws IOException;
  }

  private void require(Room room) throws IOException {
    long free = room.freeAt(path);
    if (free < ROOM_MIN_BYTES) {
      throw new CannotStart(
          "no room at %s: %d MB free, %d MB needed"
              .formatted(path, free >> 20, ROOM_MIN_BYTES >> 20));
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      @Nullable FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException _) {
      // Held by this same process: refused like any other.
    }
    channel.close();
    throw new CannotStart("data folder %s is in use by another callstream".formatted(path));
  }

  Path path() {
    return path;
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  /** Deletes what begins with the name, as far as that goes now. */
  void deleteLeftOver(String name) throws IOException {
    List<Path> leftOver;
    try (Stream<Path> files = Files.list(path)) {
      leftOver = files.filter(file -> file.getFileName().toString().startsWith(name)).toList();
    }
    for (Path tree : leftOver) {
      try {
        delete(tree);
      } catch (IOException | UncheckedIOException _) {
        // Its maker is just cleaning up too: the next start tries again.
      }
    }
  }

  static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(tree)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.delete(file);
    }
  }

  static String reason(Exception e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
