package io.callstream.gateway.call;

import io.callstream.gateway.web.Problem;
import io.callstream.gateway.web.Query;
import io.callstream.gateway.web.QueryParameters;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** Hands out calls as a file. */
@RestController
final class ExportController {

  private final CallExport export;

  ExportController(CallExport export) {
    this.export = export;
  }

  /** Every call of the list's filters, streamed. */
  @GetMapping("/api/v1/calls.csv")
  @QueryParameters({
    "status",
    "outcome",
    "agent_id",
    "to_number",
    "from_number",
    "campaign_id",
    "call_type",
    "disconnection_reason",
    "since",
    "until",
    "q"
  })
  @Nullable ResponseEntity<Object> export(
      @RequestAttribute(Query.ATTRIBUTE) Query query, HttpServletResponse response)
      throws IOException {
    return switch (CallFilter.read(query)) {
      case CallFilter.Reading.Wrong wrong -> Problem.badRequest(wrong.errors()).answer();
      case CallFilter.Reading.Wanted wanted -> {
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"calls.csv\"");
        export.write(
            wanted.filter(),
            new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
        yield null;
      }
    };
  }
}
