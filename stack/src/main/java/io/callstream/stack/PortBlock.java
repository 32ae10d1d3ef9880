package io.callstream.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A row of ports that belongs to one JVM of this user, by a lock on a file, until it ends. Without
 * it two runs side by side take ports from one another between a kill and the start after it.
 */
final class PortBlock {

  /** Below the ports that systems hand out for outgoing connections, which come and go unasked. */
  private static final int LOWEST = 20_000;

  private static final int SIZE = 200;
  private static final int BLOCKS = 60;

  private final int first;
  private final @Nullable FileChannel held;
  private int given;

  private PortBlock(int first, @Nullable FileChannel held) {
    this.first = first;
    this.held = held;
  }

  /** One that nobody holds; where no lock can be had, some block unheld. */
  static PortBlock take() {
    int begin = ThreadLocalRandom.current().nextInt(BLOCKS);
    try {
      Path folder =
          Path.of(
              System.getProperty("java.io.tmpdir"),
              "callstream-ports-" + System.getProperty("user.name"));
      Files.createDirectories(folder);
      for (int i = 0; i < BLOCKS; i++) {
        int block = (begin + i) % BLOCKS;
        FileChannel held = lock(folder.resolve(block + ".lock"));
        if (held != null) {
          return new PortBlock(LOWEST + block * SIZE, held);
        }
      }
    } catch (IOException _) {
      // Nothing is worse then than a start that finds its port taken.
    }
    return new PortBlock(LOWEST + begin * SIZE, null);
  }

  private static @Nullable FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = tryLock(channel);
    if (lock == null) {
      channel.close();
      return null;
    }
    return channel;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      // Held by this JVM.
      return null;
    }
  }

  /** The next port that passes, each in turn; empty when none does. */
  synchronized OptionalInt next(IntPredicate free) {
    for (int tried = 0; tried < SIZE; tried++) {
      int port = first + given++ % SIZE;
      if (free.test(port)) {
        return OptionalInt.of(port);
      }
    }
    return OptionalInt.empty();
  }

  boolean isHeld() {
    return held != null && held.isOpen();
  }

  @Override
  public String toString() {
    return "ports " + first + " to " + (first + SIZE - 1);
  }
}
