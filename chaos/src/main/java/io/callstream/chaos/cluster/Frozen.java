package io.callstream.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A process stopped by SIGSTOP, and woken by {@link #close} or by the end of this JVM: the shell
 * that holds it waits for the end of its input.
 */
record Frozen(Process holder) implements AutoCloseable {

  static Frozen freeze(long pid) {
    try {
      Process holder =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "trap '' INT HUP; kill -STOP %d; echo; cat >/dev/null; kill -CONT %d"
                      .formatted(pid, pid))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      int _ = holder.getInputStream().read();
      return new Frozen(holder);
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
