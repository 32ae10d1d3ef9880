package io.callstream.local;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * A command that runs until it ends by itself or is told to by SIGTERM or Ctrl-C. Either way what
 * it keeps is closed, the newest first, by one thread; a signal then means exit code 0, unless the
 * command says otherwise.
 */
public final class Foreground {

  private final Deque<AutoCloseable> kept = new ArrayDeque<>();
  private final CountDownLatch signalled = new CountDownLatch(1);
  private volatile int exitCodeOnSignal;
  private boolean closed;

  private Foreground() {}

  /** Runs the command and returns its exit code; never returns once a signal has come. */
  public static int run(ToIntFunction<Foreground> command) {
    Foreground running = new Foreground();
    Thread onSignal =
        new Thread(
            () -> {
              running.signalled.countDown();
              running.close();
              // Without this the JVM would end with 128 + the signal's number.
              Runtime.getRuntime().halt(running.exitCodeOnSignal);
            },
            "stop-on-signal");
    Runtime.getRuntime().addShutdownHook(onSignal);
    try {
      int exitCode = command.applyAsInt(running);
      return running.unlessSignalled(onSignal, exitCode);
    } catch (RuntimeException e) {
      running.unlessSignalled(onSignal, 0);
      throw e;
    }
  }

  /** Closes the thing when the command ends; at once when it has ended already. */
  public synchronized <T extends AutoCloseable> T keep(T thing) {
    kept.push(thing);
    if (closed) {
      close();
    }
    return thing;
  }

  /** What a signal means from now on: 0, or that the command was ended before its work was done. */
  public void onSignalExitWith(int exitCode) {
    exitCodeOnSignal = exitCode;
  }

  /** True when a signal has come, or comes a moment after what it also reached has ended. */
  public boolean isSignalled() {
    try {
      return signalled.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private int unlessSignalled(Thread onSignal, int exitCode) {
    try {
      Runtime.getRuntime().removeShutdownHook(onSignal);
    } catch (IllegalStateException _) {
      awaitHalt(onSignal);
    }
    close();
    return exitCode;
  }

  /** The signal's thread ends the process: nothing more may be said or decided here. */
  private static void awaitHalt(Thread onSignal) {
    try {
      onSignal.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void close() {
    closed = true;
    while (!kept.isEmpty()) {
      try {
        kept.pop().close();
      } catch (Exception e) {
        System.err.println("callstream: while stopping: " + e.getMessage());
      }
    }
  }
}
