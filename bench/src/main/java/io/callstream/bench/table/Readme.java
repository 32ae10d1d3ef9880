package io.callstream.bench.table;

import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of README.md that is made. */
final class Readme {

  static final String FROM = "<!-- bench table -->";
  static final String TO = "<!-- /bench table -->";

  private Readme() {}

  /**
   * Puts the table there.
   *
   * @throws CannotStart when there is no place for it
   */
  static void put(Path readme, String table) {
    try {
      Files.writeString(readme, with(Files.readString(readme), table));
    } catch (IOException e) {
      throw new CannotStart("README.md cannot be changed: " + e, e);
    }
  }

  /** The text, with the table in place of what stands between the two marks. */
  static String with(String text, String table) {
    int from = text.indexOf(FROM);
    int to = text.indexOf(TO);
    if (from < 0 || to < from) {
      throw new CannotStart(
          "README.md has no place for the table: it needs a line %s and, below, a line %s"
              .formatted(FROM, TO));
    }
    return text.substring(0, from + FROM.length()) + "\n\n" + table + "\n" + text.substring(to);
  }
}
