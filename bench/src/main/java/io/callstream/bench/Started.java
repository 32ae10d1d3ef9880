package io.callstream.bench;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a run has started; closed, the newest first, when the process ends, also by Ctrl-C. */
final class Started {

  private final Deque<AutoCloseable> things = new ArrayDeque<>();

  Started() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "close"));
  }

  synchronized <T extends AutoCloseable> T keep(T thing) {
    things.push(thing);
    return thing;
  }

  private synchronized void close() {
    while (!things.isEmpty()) {
      try {
        things.pop().close();
      } catch (Exception e) {
        System.err.println("callstream: while stopping: " + e.getMessage());
      }
    }
  }
}
