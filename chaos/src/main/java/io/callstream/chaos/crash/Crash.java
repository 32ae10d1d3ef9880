package io.callstream.chaos.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Called at every point; ends the process at the one that a file names. Public for woven code. */
public final class Crash {

  /** Says in a file beside the first that it came to it. */
  static final String HIT = ".hit";

  private static final long LOOK_NANOS = 20_000_000;
  private static final int AS_BY_SIGKILL = 137;

  private static volatile @Nullable String armed;
  private static volatile @Nullable Path control;

  private Crash() {}

  /** From now on the file says at which point the process is to die; there need not be one. */
  static void watch(Path file) {
    control = file;
    Thread.ofPlatform()
        .daemon()
        .name("crash-points")
        .start(() -> {
          while (true) {
            armed = read(file);
            LockSupport.parkNanos(LOOK_NANOS);
          }
        });
  }

  private static @Nullable String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : null;
    } catch (IOException _) {
      // Being written or just deleted: the next look tells.
      return null;
    }
  }

  /** The process has come to that point. */
  public static void at(String point) {
    Path file = control;
    if (file != null && point.equals(armed)) {
      try {
        Files.writeString(file.resolveSibling(file.getFileName() + HIT), point);
      } catch (IOException e) {
        throw new IllegalStateException("cannot tell that " + point + " was reached", e);
      }
      Runtime.getRuntime().halt(AS_BY_SIGKILL);
    }
  }
}
