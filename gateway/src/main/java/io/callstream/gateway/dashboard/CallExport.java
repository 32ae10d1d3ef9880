package io.callstream.gateway.dashboard;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.callstream.gateway.call.CallFilter;
import io.callstream.gateway.call.Calls;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;

/** The filtered calls as a file, page by page: never held whole. */
@Controller
final class CallExport {

  private static final String PAGE = "200";

  /** What a spreadsheet holds. */
  private static final int ROWS_MAX = 1_000_000;

  private static final List<String> COLUMNS =
      List.of(
          "call_id",
          "request_id",
          "campaign_id",
          "attempt",
          "call_type",
          "to_number",
          "from_number",
          "agent_id",
          "status",
          "outcome",
          "disconnection_reason",
          "requested_at",
          "placed_at",
          "started_at",
          "ended_at",
          "duration_ms",
          "variables",
          "error_message");

  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9.]+");

  private final Calls calls;

  CallExport(Calls calls) {
    this.calls = calls;
  }

  /** Newest first. */
  @GetMapping("/dashboard/calls/export.csv")
  void export(@RequestParam Map<String, String> given, HttpServletResponse response)
      throws IOException {
    if (!(CallFilter.read(FilterForm.of(given).query(PAGE))
        instanceof CallFilter.Reading.Wanted(var filter))) {
      throw new PageDefaults.NotHere();
    }
    response.setContentType("text/csv;charset=UTF-8");
    response.setHeader("Content-Disposition", "attachment; filename=\"calls.csv\"");
    var writer = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8);
    try (var csv = CsvWriter.builder().build(writer)) {
      csv.writeRecord(COLUMNS);
      write(csv, filter);
    }
  }

  private void write(CsvWriter csv, CallFilter first) {
    var filter = first;
    int rows = 0;
    while (rows < ROWS_MAX) {
      var page = calls.list(filter);
      page.items().forEach(call -> csv.writeRecord(cells(call)));
      rows += page.items().size();
      var next = page.nextCursor();
      if (next == null) {
        return;
      }
      filter = filter.after(next);
    }
  }

  private static List<String> cells(JsonNode call) {
    return COLUMNS.stream().map(column -> cell(call.path(column))).toList();
  }

  /** What a spreadsheet would take for a formula is quoted. */
  private static String cell(JsonNode value) {
    var text = value.isNull() ? "" : value.isContainer() ? value.toString() : value.asString("");
    boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    return formula && !NUMBER.matcher(text).matches() ? "'" + text : text;
  }
}
