package io.callstream.runtime.startup;

import org.springframework.context.SmartLifecycle;

/**
 * Work in the background (a reader, a loop, the relay): begins when the {@link Prerequisites} are
 * met, ends before the pools and producers it uses are closed.
 */
public interface Worker extends SmartLifecycle {

  /** Below the prerequisites, which therefore stop first and start no worker any more. */
  int PHASE = Integer.MAX_VALUE - 100;

  @Override
  default boolean isAutoStartup() {
    return false;
  }

  @Override
  default int getPhase() {
    return PHASE;
  }

  /** All workers stop at the same time, so that the slowest alone decides how long it takes. */
  @Override
  default void stop(Runnable whenStopped) {
    Thread.ofVirtual()
        .name("stop-worker")
        .start(() -> {
          try {
            stop();
          } finally {
            whenStopped.run();
          }
        });
  }
}
