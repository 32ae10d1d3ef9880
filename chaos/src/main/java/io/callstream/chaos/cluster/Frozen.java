package io.callstream.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A process stopped by SIGSTOP, and woken by {@link #close} or by the end of this JVM: the shell
 * that holds it waits for the end of its input.
 *
 * @param stopped false when there was nothing to stop
 */
record Frozen(Process holder, boolean stopped) implements AutoCloseable {

  static Frozen freeze(long pid) {
    try {
      Process holder =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "trap '' INT HUP; kill -STOP %d && echo y || echo n; cat >/dev/null; kill -CONT %d"
                      .formatted(pid, pid))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new Frozen(holder, holder.getInputStream().read() == 'y');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      holder.getOutputStream().close();
      holder.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
