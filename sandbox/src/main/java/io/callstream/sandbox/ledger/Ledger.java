package io.callstream.sandbox.ledger;

import io.callstream.contracts.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every create received, in order. {@link #append} comes back when the line is on disk; lines that
 * arrive while the disk is busy are synced together.
 */
public final class Ledger implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Ledger.class);
  private static final int WAITING_MAX = 4_096;
  private static final int GROUP_MAX = 512;
  private static final String ENDED = "the ledger has ended";

  private final LedgerFile file;
  private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final Thread writer;
  private volatile boolean broken;
  private volatile boolean closing;

  /** A line to write; null ends the writer. */
  private record Entry(@Nullable Received received, CompletableFuture<Void> synced) {}

  private Ledger(LedgerFile file) {
    this.file = file;
    this.writer = Thread.ofPlatform().daemon().name("ledger").start(this::write);
  }

  /**
   * Opens the ledger, which goes on where it stopped.
   *
   * @throws IOException when the file cannot be written
   */
  public static Ledger open(Path path) throws IOException {
    return open(path, channel -> channel.force(false));
  }

  static Ledger open(Path path, LedgerFile.Sync sync) throws IOException {
    return new Ledger(LedgerFile.open(path, sync));
  }

  /**
   * Writes a line and waits until it is on disk.
   *
   * @throws LedgerFailed when it is not, or too many lines wait
   */
  public void append(Received received) throws LedgerFailed {
    var entry = new Entry(received, new CompletableFuture<>());
    if (ended() || !waiting.offer(entry)) {
      throw new LedgerFailed(ended() ? ENDED : "the ledger is too slow");
    }
    // The writer may have ended between the two; then nobody would ever take the entry.
    if (ended() && waiting.remove(entry)) {
      throw new LedgerFailed(ENDED);
    }
    try {
      entry.synced().join();
    } catch (CompletionException e) {
      throw new LedgerFailed(ENDED);
    }
  }

  /** Whether lines can still be written. */
  public boolean works() {
    return !ended();
  }

  /** Lines that wait for the disk. */
  int waiting() {
    return waiting.size();
  }

  /** The file, of which the first {@link #length} bytes may be shown. */
  public Path path() {
    return file.path();
  }

  /** Bytes on disk: whole lines. */
  public long length() {
    return file.synced();
  }

  /** Writes what still waits, and ends. */
  @Override
  public void close() throws IOException {
    closing = true;
    try {
      waiting.put(new Entry(null, new CompletableFuture<>()));
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    file.close();
  }

  private boolean ended() {
    return broken || closing;
  }

  private void write() {
    var group = new ArrayList<Entry>(GROUP_MAX);
    try {
      while (writeGroup(group)) {
        group.clear();
      }
    } catch (InterruptedException | IOException | RuntimeException e) {
      log.error("The ledger cannot be written: nothing will ring any more", e);
    }
    broken = true;
    waiting.drainTo(group);
    var failure = new LedgerFailed(ENDED);
    group.forEach(entry -> entry.synced().completeExceptionally(failure));
  }

  /** Waits for lines and puts them on disk; false when it was asked to end. */
  private boolean writeGroup(List<Entry> group) throws InterruptedException, IOException {
    group.add(waiting.take());
    waiting.drainTo(group, GROUP_MAX - 1);
    var lines = new ByteArrayOutputStream();
    long seq = file.lastSeq();
    boolean goOn = true;
    for (var entry : group) {
      if (entry.received() == null) {
        goOn = false;
      } else {
        lines.writeBytes(Json.bytes(entry.received().line(++seq)));
        lines.write('\n');
      }
    }
    file.append(ByteBuffer.wrap(lines.toByteArray()), seq);
    group.forEach(entry -> entry.synced().complete(null));
    return goOn;
  }
}
