package io.callstream.local.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Where a part's stdout and stderr go. Starts append; a log grown large is put aside once. */
final class PartLog {

  private static final long ROLL_BYTES = 16L * 1024 * 1024;

  private final Path file;
  private final long begin;

  private PartLog(Path file, long begin) {
    this.file = file;
    this.begin = begin;
  }

  static PartLog open(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(name + ".log");
    long size = Files.exists(file) ? Files.size(file) : 0;
    if (size <= ROLL_BYTES) {
      return new PartLog(file, size);
    }
    Files.move(file, folder.resolve(name + ".old.log"), StandardCopyOption.REPLACE_EXISTING);
    return new PartLog(file, 0);
  }

  Path file() {
    return file;
  }

  /** The last lines that this start has written. */
  List<String> tail(int lines) {
    return LogEnd.of(file, begin, lines);
  }
}
