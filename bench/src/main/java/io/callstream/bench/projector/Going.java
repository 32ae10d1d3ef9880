package io.callstream.bench.projector;

import io.callstream.stack.CannotStart;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Work that goes on on a thread of its own until it is closed. */
record Going(CompletableFuture<Void> work, AtomicBoolean ends) implements AutoCloseable {

  /** The work looks now and then whether it goes on. */
  static Going start(Consumer<BooleanSupplier> work) {
    var ends = new AtomicBoolean();
    return new Going(
        CompletableFuture.runAsync(
            () -> work.accept(() -> !ends.get()), each -> Thread.ofPlatform().start(each)),
        ends);
  }

  /**
   * Waits for it.
   *
   * @throws CannotStart when it had failed
   */
  @Override
  public void close() {
    ends.set(true);
    try {
      work.join();
    } catch (CompletionException e) {
      throw new CannotStart("could not go on: " + e.getCause(), e);
    }
  }
}
