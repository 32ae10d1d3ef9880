package io.callstream.gateway.dashboard;

import io.callstream.gateway.call.CallExport;
import io.callstream.gateway.call.CallFilter;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The filtered calls as a file. */
@Controller
final class ExportPages {

  private static final String PAGE = "200";

  private final CallExport export;

  ExportPages(CallExport export) {
    this.export = export;
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
    response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"calls.csv\"");
    export.write(
        filter, new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
  }
}
