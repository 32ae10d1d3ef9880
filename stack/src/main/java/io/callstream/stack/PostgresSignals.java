package io.callstream.stack;

import java.io.IOException;

/** What Java cannot send itself: SIGINT, which ends PostgreSQL without waiting for its clients. */
final class PostgresSignals {

  private PostgresSignals() {}

  static void fastShutdown(long pid) {
    try {
      new ProcessBuilder("kill", "-INT", String.valueOf(pid))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new IllegalStateException("cannot run kill", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
