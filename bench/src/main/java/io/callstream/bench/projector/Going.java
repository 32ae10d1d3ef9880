package io.callstream.bench.projector;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Work that goes on on a thread of its own until it is closed. */
record Going(Thread thread, AtomicBoolean ends) implements AutoCloseable {

  /** The work looks now and then whether it goes on. */
  static Going start(Consumer<BooleanSupplier> work) {
    var ends = new AtomicBoolean();
    return new Going(Thread.ofPlatform().start(() -> work.accept(() -> !ends.get())), ends);
  }

  @Override
  public void close() {
    ends.set(true);
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
