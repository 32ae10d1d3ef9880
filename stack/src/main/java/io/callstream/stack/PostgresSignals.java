package io.callstream.stack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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

  /**
   * Ends the server once this process is gone, however it went: a shell waits for the end of its
   * stdin, which only this process holds open.
   */
  static Process watch(long pid) throws IOException {
    List<String> command = new ArrayList<>(OwnSession.prefix());
    command.addAll(List.of("sh", "-c", "cat >/dev/null; kill -INT " + pid));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
