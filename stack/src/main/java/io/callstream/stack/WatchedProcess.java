package io.callstream.stack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of PostgreSQL's that ends once this process is gone, however it went: a shell waits for
 * the end of its stdin, which only this process holds open, and then sends SIGINT.
 */
record WatchedProcess(Process process, Process watcher) {

  static WatchedProcess start(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    List<String> command = new ArrayList<>(OwnSession.prefix());
    command.addAll(List.of("sh", "-c", "read -r _; kill -INT " + process.pid()));
    Process watcher =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new WatchedProcess(process, watcher);
  }

  /** SIGKILL; the watcher goes first, so that it never signals a number given to another. */
  void kill() {
    watcher.destroyForcibly();
    ServerProcess.kill(process.toHandle());
  }
}
