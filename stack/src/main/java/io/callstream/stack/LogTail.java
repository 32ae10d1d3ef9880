package io.callstream.stack;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/** The end of a server's log, to say in one line why it did not start. */
final class LogTail {

  private static final int TAIL_BYTES = 64 * 1024;

  private LogTail() {}

  /** The last line in which the pattern is found, or a pointer to the log where none is. */
  static String reason(Path log, Pattern pattern) {
    return Arrays.stream(read(log).split("\\R", -1))
        .filter(pattern.asPredicate())
        .reduce((_, last) -> last.strip() + " (see " + log + ")")
        .orElse("see " + log);
  }

  static boolean contains(Path log, String words) {
    return read(log).contains(words);
  }

  private static String read(Path log) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(Math.max(0, file.length() - TAIL_BYTES));
      byte[] tail = new byte[(int) (file.length() - file.getFilePointer())];
      file.readFully(tail);
      return new String(tail, StandardCharsets.UTF_8);
    } catch (IOException _) {
      return "";
    }
  }
}
