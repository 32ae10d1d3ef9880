package io.callstream.sandbox.ledger;

import io.callstream.contracts.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import tools.jackson.core.JacksonException;

/** The file of the ledger: appended to by one process, each part synced before it counts. */
final class LedgerFile implements AutoCloseable {

  private static final int LINE_MAX = 2 * 1024 * 1024;

  /** Brings what was written to the disk. */
  interface Sync {
    void force(FileChannel channel) throws IOException;
  }

  private final FileChannel channel;
  private final Path path;
  private final Sync sync;
  private long lastSeq;
  private volatile long synced;

  private LedgerFile(FileChannel channel, Path path, Sync sync) {
    this.channel = channel;
    this.path = path;
    this.sync = sync;
  }

  /**
   * Opens or makes the file, and cuts off a line that was begun but never synced.
   *
   * @throws IOException when it cannot be written, or another process writes it
   */
  static LedgerFile open(Path path, Sync sync) throws IOException {
    var folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    var channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      lock(channel);
      var file = new LedgerFile(channel, path, sync);
      file.findEnd();
      return file;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  long lastSeq() {
    return lastSeq;
  }

  Path path() {
    return path;
  }

  /** Bytes from the beginning that are on disk: whole lines. */
  long synced() {
    return synced;
  }

  void append(ByteBuffer lines, long seqOfLast) throws IOException {
    channel.position(synced);
    long end = synced + lines.remaining();
    while (lines.hasRemaining()) {
      channel.write(lines);
    }
    sync.force(channel);
    lastSeq = seqOfLast;
    synced = end;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static void lock(FileChannel channel) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // Another sandbox in this very process.
    }
    throw new IOException("another sandbox writes it");
  }

  private void findEnd() throws IOException {
    long size = channel.size();
    int tail = (int) Math.min(size, LINE_MAX);
    var bytes = new byte[tail];
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining() && channel.read(buffer, size - tail + buffer.position()) >= 0) {
      // Until the tail is read.
    }
    int end = lineEnd(bytes, bytes.length);
    if (end == 0 && size > 0 && tail < size) {
      throw new IOException("its last line is longer than any of ours");
    }
    int begin = lineEnd(bytes, end - 1);
    if (end > 0) {
      lastSeq = seq(Arrays.copyOfRange(bytes, begin, end));
    }
    synced = size - tail + end;
    channel.truncate(synced);
    channel.force(true);
  }

  /** The position after the last line feed before a position; 0 when there is none. */
  private static int lineEnd(byte[] bytes, int before) {
    for (int i = before - 1; i >= 0; i--) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return 0;
  }

  private static long seq(byte[] line) throws IOException {
    try {
      var seq = Json.tree(line).path("seq");
      if (seq.isIntegralNumber()) {
        return seq.longValue();
      }
    } catch (JacksonException e) {
      // Said below, with the same words as JSON of another shape.
    }
    throw new IOException("its last line is not a ledger's");
  }
}
