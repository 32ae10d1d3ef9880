package io.callstream.local.part;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log, to say why its writer is gone. */
public final class LogEnd {

  private static final int BYTES_MAX = 32 * 1024;

  private LogEnd() {}

  /** The last {@code lines} lines of the file's text, of what follows its first bytes. */
  public static List<String> of(Path file, long skippedBytes, int lines) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      log.seek(Math.max(skippedBytes, log.length() - BYTES_MAX));
      byte[] end = new byte[(int) Math.max(0, log.length() - log.getFilePointer())];
      log.readFully(end);
      List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      return List.of("(cannot be read: " + e.getMessage() + ")");
    }
  }
}
