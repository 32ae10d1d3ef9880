package io.callstream.stack;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Signals to, and waits for, processes: children and what an earlier run left behind. */
final class ServerProcess {

  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

  private ServerProcess() {}

  /** The process that a pid file names; none where the file is empty, broken or out of date. */
  static Optional<ProcessHandle> named(String pid) {
    try {
      return ProcessHandle.of(Long.parseLong(pid.strip()));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** Whether these words, in this order, are in its command line: a pid alone may be anybody's. */
  static boolean wasStartedWith(ProcessHandle process, String words) {
    return (process.info().commandLine().orElse("") + " ").contains(words + " ");
  }

  /** Waits for the end; false when it has not come within the limit. */
  static boolean ended(ProcessHandle process, Duration limit) {
    try {
      process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  /** SIGTERM, and SIGKILL when that has not ended it within the limit. */
  static void terminate(ProcessHandle process, Duration limit) {
    process.destroy();
    if (!ended(process, limit)) {
      kill(process);
    }
  }

  /** SIGKILL, and waits until the process is gone. */
  static void kill(ProcessHandle process) {
    process.destroyForcibly();
    if (!ended(process, KILL_LIMIT)) {
      throw new IllegalStateException("process " + process.pid() + " does not die");
    }
  }
}
