package io.callstream.runtime.startup;

import java.util.concurrent.CountDownLatch;

/** A process whose virtual threads keep their carriers until all of them run. */
final class SideBySide {

  private static final int BESIDE_PROCESSORS = 4;
  private static final long LIMIT_NANOS = 20_000_000_000L;

  private SideBySide() {}

  public static void main(String[] args) {
    ServiceMain.run(() -> {
      int threads = Runtime.getRuntime().availableProcessors() + BESIDE_PROCESSORS;
      var running = new CountDownLatch(threads);
      for (int i = 0; i < threads; i++) {
        Thread.ofVirtual()
            .start(() -> {
              running.countDown();
              while (running.getCount() > 0) {
                Thread.onSpinWait();
              }
            });
      }
      long end = System.nanoTime() + LIMIT_NANOS;
      while (running.getCount() > 0 && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      Runtime.getRuntime().halt(running.getCount() == 0 ? 0 : 1);
      throw new IllegalStateException("has ended");
    });
  }
}
