package io.callstream.chaos.cluster;

import io.callstream.stack.CannotStart;
import java.util.function.Supplier;

/**
 * Ends and starts a server also where the machine is so busy that a killed process stays for a
 * while, or that one is not ready within its own limit.
 */
final class Stopping {

  private static final int KILLS_MAX = 12;

  private static final int STARTS_MAX = 3;

  private Stopping() {}

  /**
   * Starts, up to three times.
   *
   * @throws CannotStart when it never does
   */
  static <T> T again(Supplier<T> start) {
    for (int attempt = 1; ; attempt++) {
      try {
        return start.get();
      } catch (CannotStart e) {
        if (attempt == STARTS_MAX) {
          throw e;
        }
      }
    }
  }

  /**
   * Stops, and kills again and again what does not end.
   *
   * @throws IllegalStateException when it never does
   */
  static void surely(Runnable stop, Runnable kill) {
    Runnable next = stop;
    for (int attempt = 1; ; attempt++) {
      try {
        next.run();
        return;
      } catch (IllegalStateException e) {
        if (attempt == KILLS_MAX) {
          throw e;
        }
        next = kill;
      }
    }
  }
}
