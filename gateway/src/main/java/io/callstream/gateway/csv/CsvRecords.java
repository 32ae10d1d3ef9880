package io.callstream.gateway.csv;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Records of RFC 4180, read as they come. One bad row spoils no other: where a quote is not closed,
 * or closed in the middle of a cell, the line it stands in is given back as unreadable and reading
 * goes on at the next line. A record is of several lines only when that gives it its cells.
 */
final class CsvRecords {

  /** The longest record, in bytes; a quote that is never closed is found by it. */
  static final int RECORD_MAX = 512 * 1024;

  private static final int AT_ONCE = 64 * 1024;
  private static final int END = -1;
  private static final int TOO_LONG = -2;

  private final InputStream in;
  private final char separator;
  private byte[] window = new byte[2 * AT_ONCE];
  private int start;
  private int end;
  private boolean ended;
  private long line = 1;

  /** The last line of those that may be a record or rows. */
  private long doubtfulTo;

  CsvRecords(InputStream in, char separator) {
    this.in = in;
    this.separator = separator;
  }

  /**
   * A record.
   *
   * @param line where it begins
   * @param readable false for a line that is no record; its cells are then what lies between its
   *     separators
   */
  record Found(long line, List<String> cells, boolean readable) {}

  private record Parsed(List<String> cells, int next, int lines) {}

  /**
   * The next record that is not an empty line; null after the last.
   *
   * @param wanted how many cells a record of several lines must have; 0 for any number
   * @param isRow what a line within a quoted cell must not be: then its quote was never closed, and
   *     the one that closes it opens a cell of a later row
   */
  @Nullable Found next(int wanted, Predicate<List<String>> isRow) {
    while (isLineEnd(at(0))) {
      consume(afterLineEnd(0), 1);
    }
    if (at(0) == END) {
      return null;
    }
    long began = line;
    if (began <= doubtfulTo) {
      return new Found(began, firstLine(), false);
    }
    var parsed = parse();
    if (parsed != null && (parsed.lines() == 1 || isWhole(parsed, wanted, isRow))) {
      consume(parsed.next(), parsed.lines());
      return new Found(began, parsed.cells(), true);
    }
    if (parsed != null) {
      doubtfulTo = Math.max(doubtfulTo, began + parsed.lines() - 1);
    }
    return new Found(began, firstLine(), false);
  }

  private boolean isWhole(Parsed parsed, int wanted, Predicate<List<String>> isRow) {
    if (wanted != 0 && parsed.cells().size() != wanted) {
      return false;
    }
    var text = new String(window, start, parsed.next(), StandardCharsets.ISO_8859_1);
    return text.lines()
        .skip(1)
        .map(inner -> List.of(inner.split(Pattern.quote(String.valueOf(separator)), -1)))
        .noneMatch(isRow);
  }

  private @Nullable Parsed parse() {
    var cells = new ArrayList<String>();
    var cell = new StringBuilder();
    int lines = 1;
    int i = 0;
    while (true) {
      cell.setLength(0);
      if (at(i) == '"') {
        int closed = quoted(i + 1, cell);
        if (closed < 0) {
          return null;
        }
        lines += lineEnds(i, closed);
        i = afterBlanks(closed);
      } else {
        i = plain(i, cell);
      }
      int sign = at(i);
      if (sign != separator && sign != END && !isLineEnd(sign)) {
        return null;
      }
      cells.add(Cells.decoded(cell.toString()));
      if (sign != separator) {
        return new Parsed(cells, sign == END ? i : afterLineEnd(i), lines);
      }
      i++;
    }
  }

  /** Reads up to the closing quote; the place after it, or less than 0 when there is none. */
  private int quoted(int from, StringBuilder cell) {
    for (int i = from; ; i++) {
      int sign = at(i);
      if (sign < 0) {
        return sign;
      }
      if (sign == '"') {
        if (at(i + 1) != '"') {
          return i + 1;
        }
        i++;
      }
      cell.append((char) sign);
    }
  }

  private int plain(int from, StringBuilder cell) {
    int i = from;
    for (int sign = at(i); sign >= 0 && sign != separator && !isLineEnd(sign); sign = at(i)) {
      cell.append((char) sign);
      i++;
    }
    return i;
  }

  private int afterBlanks(int from) {
    int i = from;
    while (at(i) == ' ') {
      i++;
    }
    return i;
  }

  private int lineEnds(int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += at(i) == '\n' || (at(i) == '\r' && at(i + 1) != '\n') ? 1 : 0;
    }
    return count;
  }

  /** Takes one line as it is, and what of it is too long not at all. */
  private List<String> firstLine() {
    var cells = new ArrayList<String>();
    var cell = new StringBuilder();
    int i = 0;
    int sign = at(i);
    for (; sign >= 0 && !isLineEnd(sign); sign = at(++i)) {
      if (sign == separator) {
        cells.add(Cells.decoded(cell.toString()));
        cell.setLength(0);
      } else {
        cell.append((char) sign);
      }
    }
    cells.add(Cells.decoded(cell.toString()));
    while (sign == TOO_LONG) {
      consume(i, 0);
      i = 0;
      for (sign = at(i); sign >= 0 && !isLineEnd(sign); sign = at(++i)) {}
    }
    consume(sign == END ? i : afterLineEnd(i), sign == END ? 0 : 1);
    return cells;
  }

  private static boolean isLineEnd(int sign) {
    return sign == '\n' || sign == '\r';
  }

  private int afterLineEnd(int i) {
    return at(i) == '\r' && at(i + 1) == '\n' ? i + 2 : i + 1;
  }

  private void consume(int bytes, int lines) {
    start += bytes;
    line += lines;
  }

  /** The sign so far from here, as Latin-1; less than 0 behind the last or the longest record. */
  private int at(int offset) {
    if (offset >= RECORD_MAX) {
      return TOO_LONG;
    }
    while (start + offset >= end && !ended) {
      fill();
    }
    return start + offset < end ? window[start + offset] & 0xFF : END;
  }

  private void fill() {
    if (window.length - end < AT_ONCE) {
      int kept = end - start;
      var roomier = kept + AT_ONCE > window.length ? new byte[2 * window.length] : window;
      System.arraycopy(window, start, roomier, 0, kept);
      window = roomier;
      start = 0;
      end = kept;
    }
    try {
      int read = in.read(window, end, AT_ONCE);
      ended = read < 0;
      end += Math.max(read, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
