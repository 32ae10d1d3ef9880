package io.callstream.local.data;

import io.callstream.local.part.Part;
import io.callstream.stack.CannotStart;
import io.callstream.stack.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a local run, held by one launcher at a time. A file in it says that its contents
 * were made here: without that nothing of them is touched.
 */
public final class DataDir implements AutoCloseable {

  private static final String MARK = "callstream.txt";
  private static final String MARK_TEXT =
      """
      Made by ./callstream: kafka, postgres, run, logs/*.log, admin.key, admin.password,
      installation, sandbox-ledger.ndjson. `--fresh` deletes these, and nothing else.
      """;
  private static final List<String> SERVERS = List.of("kafka", "postgres");
  private static final List<String> SMALL_FILES =
      List.of(AdminKey.FILE, AdminPassword.FILE, Installation.FILE, "sandbox-ledger.ndjson");

  private final Path path;
  private final FileChannel lockFile;

  private DataDir(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Makes the folder where it is missing, takes it, and ends what an earlier launcher left running.
   *
   * @param fresh whether to delete first what earlier runs made
   * @throws CannotStart when another launcher uses it, or its contents are not ours
   */
  public static DataDir open(Path folder, boolean fresh) {
    Path path = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(path);
      refuseForeign(path);
      DataDir taken = new DataDir(path, lock(path));
      Files.writeString(path.resolve(MARK), MARK_TEXT);
      Part.endLeftovers(path);
      Stack.endEarlier(path);
      if (fresh) {
        taken.empty();
      }
      return taken;
    } catch (IOException e) {
      throw new CannotStart("cannot use data folder " + path + ": " + e, e);
    }
  }

  public Path path() {
    return path;
  }

  /** The sandbox's ledger. */
  public Path ledger() {
    return path.resolve("sandbox-ledger.ndjson");
  }

  /** Where each part's log is. */
  public Path logs() {
    return path.resolve("logs");
  }

  private static void refuseForeign(Path path) {
    if (Files.exists(path.resolve(MARK))) {
      return;
    }
    for (String name : SERVERS) {
      if (Files.exists(path.resolve(name))) {
        throw new CannotStart(
            "%s was not made by callstream (it holds %s, but no %s): name another folder with --data-dir"
                .formatted(path, name, MARK));
      }
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
    throw new CannotStart(
        "data folder %s is in use by another callstream: name another with --data-dir"
            .formatted(path));
  }

  private void empty() throws IOException {
    Stack.discard(path);
    for (String name : SMALL_FILES) {
      Files.deleteIfExists(path.resolve(name));
    }
    if (Files.isDirectory(logs())) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(logs(), "*.log")) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
    }
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
