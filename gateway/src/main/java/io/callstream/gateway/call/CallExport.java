package io.callstream.gateway.call;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Calls as CSV (RFC 4180), page by page: memory stays flat and no transaction lasts, however many
 * there are. No cell is a formula to a spreadsheet.
 */
@Component
public final class CallExport {

  private static final int PAGE = 200;
  private static final String LINE_END = "\r\n";

  /** What a spreadsheet takes for a formula, unless it is a number. */
  private static final Pattern FORMULA = Pattern.compile("[=+\\-@\t\r].*", Pattern.DOTALL);

  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9][0-9 ().-]*");

  private final ReadModel readModel;

  CallExport(ReadModel readModel) {
    this.readModel = readModel;
  }

  /** Writes every call of a filter, newest first, below a line with the columns' names. */
  public void write(CallFilter filter, Writer out) throws IOException {
    out.write(String.join(",", CallColumns.LIST) + LINE_END);
    var rest = new CallFilter(filter.conditions(), null, PAGE);
    for (boolean more = true; more; ) {
      var found = readModel.page(rest);
      more = found.size() > PAGE;
      var page = more ? found.subList(0, PAGE) : found;
      for (var call : page) {
        out.write(line(call.row()));
      }
      if (more) {
        rest = new CallFilter(filter.conditions(), page.getLast().place(), PAGE);
      }
    }
    out.flush();
  }

  private static String line(JsonNode row) {
    return line(CallColumns.LIST.stream().map(row::path).map(CallExport::text).toList());
  }

  /** One line of these cells. */
  static String line(List<String> cells) {
    return cells.stream().map(CallExport::cell).collect(Collectors.joining(",")) + LINE_END;
  }

  private static String text(JsonNode value) {
    return value.isContainer() ? value.toString() : value.asString("");
  }

  private static String cell(String text) {
    boolean formula = FORMULA.matcher(text).matches() && !NUMBER.matcher(text).matches();
    var harmless = formula ? "'" + text : text;
    return harmless.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? '"' + harmless.replace("\"", "\"\"") + '"'
        : harmless;
  }
}
