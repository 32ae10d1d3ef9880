package io.callstream.gateway.csv;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A CSV whose first line names the columns, read as it comes: RFC 4180 with comma, semicolon or
 * tab, a byte order mark, quoted line breaks; UTF-8 or Windows-1252.
 */
public final class CsvFile {

  private static final Pattern NUMBER = Pattern.compile("\\s*\"?'?\\+[0-9]{7,15}\"?\\s*");

  private static final int HEAD_BYTES = 64 * 1024;
  private static final int COLUMNS_MAX = 200;
  private static final int UTF8_MARK = 3;

  private final CsvRecords records;
  private final List<String> header;
  private int columns;
  private Predicate<List<String>> isRow = _ -> false;

  /**
   * A row.
   *
   * @param line where it begins; the header's is 1
   * @param readable false for a line that is no row; its cells are then a guess
   */
  public record Row(long line, List<String> cells, boolean readable) {}

  /** The file as a whole cannot be read; nothing was taken from it. */
  public static final class Unreadable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Unreadable(String message) {
      super(message);
    }
  }

  private CsvFile(CsvRecords records) {
    this.records = records;
    this.header = readHeader();
  }

  /**
   * Begins to read.
   *
   * @throws Unreadable when the header does not name the columns
   */
  public static CsvFile of(InputStream in) throws IOException {
    var bytes = new BufferedInputStream(in, HEAD_BYTES);
    bytes.mark(HEAD_BYTES);
    var head = bytes.readNBytes(HEAD_BYTES - 1);
    bytes.reset();
    int mark = markLength(head);
    bytes.skipNBytes(mark);
    return new CsvFile(new CsvRecords(bytes, separator(head, mark)));
  }

  /**
   * Tells rows from the lines of a cell, so that a quote that is never closed swallows none.
   *
   * @param sign whether cells are surely those of a row
   */
  public void knowRowsBy(Predicate<List<String>> sign) {
    isRow = sign;
  }

  /** The names of the columns, none of them empty or twice there. */
  public List<String> header() {
    return header;
  }

  /**
   * The next row; null after the last.
   *
   * @throws java.io.UncheckedIOException when the file breaks off
   */
  public @Nullable Row next() {
    var found = records.next(columns, isRow);
    return found == null ? null : new Row(found.line(), named(found.cells()), found.readable());
  }

  /** Whether a cell looks like a telephone number: what a sign of rows may go by. */
  public static boolean hasNumber(List<String> cells, int column) {
    return column >= 0 && column < cells.size() && NUMBER.matcher(cells.get(column)).matches();
  }

  /** Spreadsheets end lines with the separators of columns that nobody has named or filled. */
  private List<String> named(List<String> cells) {
    boolean blank =
        cells.size() > header.size()
            && cells.subList(header.size(), cells.size()).stream().allMatch(String::isBlank);
    return blank ? cells.subList(0, header.size()) : cells;
  }

  private static List<String> withoutEmptyEnd(List<String> names) {
    int end = names.size();
    while (end > 0 && names.get(end - 1).isEmpty()) {
      end--;
    }
    return names.subList(0, end);
  }

  private List<String> readHeader() {
    var first = records.next(0, _ -> false);
    if (first != null && !first.readable()) {
      throw new Unreadable("The first line is no header of a CSV");
    }
    List<String> all =
        first == null ? List.of() : first.cells().stream().map(String::strip).toList();
    columns = all.size();
    var names = withoutEmptyEnd(all);
    if (names.isEmpty() || names.size() > COLUMNS_MAX || names.contains("")) {
      throw new Unreadable("The header must name each of 1 to " + COLUMNS_MAX + " columns");
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw new Unreadable("The header names a column twice");
    }
    return names;
  }

  private static int markLength(byte[] head) {
    if (head.length >= 2 && (head[0] & 0xFF) >= 0xFE && (head[1] & 0xFF) >= 0xFE) {
      throw new Unreadable("The file is UTF-16; send UTF-8 or Windows-1252");
    }
    boolean marked =
        head.length >= UTF8_MARK
            && (head[0] & 0xFF) == 0xEF
            && (head[1] & 0xFF) == 0xBB
            && (head[2] & 0xFF) == 0xBF;
    return marked ? UTF8_MARK : 0;
  }

  /** The one of comma, semicolon and tab that the first line has most of, outside quotes. */
  private static char separator(byte[] head, int from) {
    int commas = 0;
    int semicolons = 0;
    int tabs = 0;
    boolean quoted = false;
    for (int i = from; i < head.length && (quoted || head[i] != '\n'); i++) {
      quoted ^= head[i] == '"';
      commas += !quoted && head[i] == ',' ? 1 : 0;
      semicolons += !quoted && head[i] == ';' ? 1 : 0;
      tabs += !quoted && head[i] == '\t' ? 1 : 0;
    }
    if (commas >= semicolons && commas >= tabs) {
      return ',';
    }
    return semicolons >= tabs ? ';' : '\t';
  }
}
