package io.callstream.sandbox.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ledgers whose disk does as a test says. */
public final class Ledgers {

  /** Comes back when the disk has it. */
  public interface Disk {
    void sync() throws IOException;
  }

  /** A disk that waits until it is let go; closing lets it go, so that no test hangs on it. */
  public static final class HeldDisk implements Disk, AutoCloseable {

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @Override
    public void sync() throws IOException {
      entered.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    /** Until a line has been written that is not yet synced. */
    public void awaitLine() throws InterruptedException {
      if (!entered.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("no line was written");
      }
    }

    public void release() {
      released.countDown();
    }

    @Override
    public void close() {
      release();
    }
  }

  private Ledgers() {}

  public static Ledger on(Path path, Disk disk) throws IOException {
    return Ledger.open(
        path,
        channel -> {
          disk.sync();
          channel.force(false);
        });
  }
}
