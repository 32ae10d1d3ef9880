package io.callstream.stack;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The end of a server's log, to say in one line why it did not start. */
final class LogTail {

  private static final int TAIL_BYTES = 64 * 1024;

  private LogTail() {}

  /** The last line in which the pattern is found, else the last few lines; and where to look. */
  static String reason(Path log, Pattern pattern) {
    List<String> lines = read(log).lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    String reason =
        lines.stream()
            .filter(pattern.asPredicate())
            .reduce((_, last) -> last)
            .orElseGet(
                () -> String.join(" ", lines.subList(Math.max(0, lines.size() - 3), lines.size())));
    return "%s (see %s)".formatted(reason, log);
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
