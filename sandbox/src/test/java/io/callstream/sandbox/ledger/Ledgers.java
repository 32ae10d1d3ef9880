package io.callstream.sandbox.ledger;

import java.io.IOException;
import java.nio.file.Path;

/** Ledgers whose disk does as a test says. */
public final class Ledgers {

  /** Comes back when the disk has it. */
  public interface Disk {
    void sync() throws IOException;
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
