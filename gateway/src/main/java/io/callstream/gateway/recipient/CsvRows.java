package io.callstream.gateway.recipient;

import io.callstream.gateway.csv.CsvFile;
import io.callstream.gateway.recipient.Reading.Reject;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** People of a CSV. A file of rejects may be sent again as it was downloaded, once it is mended. */
final class CsvRows implements Rows {

  /** What a file of rejects has before the columns of the upload. */
  static final List<String> OF_REJECTS = List.of("line", "column", "reason");

  private static final Set<String> OURS = Set.of("to_number", "phone", "external_id", "timezone");

  private final CsvFile file;
  private final List<String> header;
  private final int skipped;

  private CsvRows(CsvFile file) {
    this.file = file;
    var names = file.header().stream().map(CsvRows::columnName).toList();
    boolean rejects = names.size() > 3 && names.subList(0, 3).equals(OF_REJECTS);
    this.skipped = rejects ? OF_REJECTS.size() : 0;
    this.header = names.subList(skipped, names.size());
    if (new HashSet<>(header).size() < header.size()) {
      throw new CsvFile.Unreadable("The header names a column twice");
    }
    if (isJson()) {
      return;
    }
    if (header.stream().noneMatch(PersonReader::isNumber)) {
      throw new CsvFile.Unreadable("The header names no column to_number or phone");
    }
    if (!header.stream().allMatch(PersonReader::isName)) {
      throw new CsvFile.Unreadable("The header has a name that is too long, or holds U+0000");
    }
    int number =
        names.indexOf(header.stream().filter(PersonReader::isNumber).findFirst().orElseThrow());
    file.knowRowsBy(cells -> CsvFile.hasNumber(cells, number));
  }

  /**
   * Begins to read.
   *
   * @throws CsvFile.Unreadable when no header says whom to call
   */
  static CsvRows of(InputStream in) throws IOException {
    return new CsvRows(CsvFile.of(in));
  }

  @Override
  public List<String> header() {
    return header;
  }

  /** The rejects of JSON lines, as they were downloaded. */
  private boolean isJson() {
    return skipped > 0 && header.equals(NdjsonRows.HEADER);
  }

  @Override
  public @Nullable Reading next() {
    var row = file.next();
    return row == null ? null : read(row);
  }

  private Reading read(CsvFile.Row row) {
    var cells = row.cells().subList(Math.min(skipped, row.cells().size()), row.cells().size());
    if (!row.readable()) {
      var reason = "The line is no row of a CSV: a quote is not closed, or closed within a cell";
      return new Reject(row.line(), Reject.WHOLE_ROW, reason, cells);
    }
    if (cells.size() != header.size()) {
      var reason = "%d cells, but the header has %d".formatted(cells.size(), header.size());
      return new Reject(row.line(), Reject.WHOLE_ROW, reason, cells);
    }
    if (isJson()) {
      return NdjsonRows.read(row.line(), cells.getFirst());
    }
    var named = new LinkedHashMap<String, String>();
    for (int i = 0; i < cells.size(); i++) {
      named.put(header.get(i), unguarded(cells.get(i)));
    }
    return PersonReader.read(row.line(), named, cells);
  }

  /** Spreadsheets, and our own downloads, mark so what is no formula. */
  private static String unguarded(String cell) {
    boolean guarded =
        cell.length() > 1 && cell.charAt(0) == '\'' && "=+-@".indexOf(cell.charAt(1)) >= 0;
    return guarded ? cell.substring(1) : cell;
  }

  /** Our own columns are known in any case; the case of variables is theirs. */
  private static String columnName(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return OURS.contains(lower) ? lower : name;
  }
}
