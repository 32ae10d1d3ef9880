package io.callstream.chaos.cluster;

/** Ends a server also where the machine is so busy that a killed process stays for a while. */
final class Stopping {

  private static final int KILLS_MAX = 12;

  private Stopping() {}

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
