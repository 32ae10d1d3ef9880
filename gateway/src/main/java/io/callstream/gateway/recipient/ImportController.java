package io.callstream.gateway.recipient;

import io.callstream.contracts.Json;
import io.callstream.gateway.csv.CsvFile;
import io.callstream.gateway.recipient.Importing.Result;
import io.callstream.gateway.rule.Ids;
import io.callstream.gateway.web.FieldError;
import io.callstream.gateway.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes uploads of recipients; they are read as they come, and never held whole. */
@RestController
final class ImportController {

  private static final String PATH = "/api/v1/campaigns/{id}/recipients";

  private static final MediaType CSV = MediaType.parseMediaType("text/csv");

  private final Importing importing;

  ImportController(Importing importing) {
    this.importing = importing;
  }

  /** People of a CSV or of JSON lines; the answer counts every row. */
  @PostMapping(
      path = PATH,
      consumes = {"text/csv", "application/x-ndjson"},
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Object> take(@PathVariable("id") String id, HttpServletRequest request) {
    if (request.getHeader(HttpHeaders.CONTENT_ENCODING) != null) {
      return Problem.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Send the file as it is").answer();
    }
    return Ids.read(id).map(known -> take(known, request)).orElseGet(ImportController::unknown);
  }

  private ResponseEntity<Object> take(UUID campaignId, HttpServletRequest request) {
    try {
      return answer(campaignId, importing.run(campaignId, rows(request)));
    } catch (CsvFile.Unreadable e) {
      return Problem.badRequest(FieldError.BODY, String.valueOf(e.getMessage())).answer();
    } catch (UncheckedIOException | IOException e) {
      return Problem.badRequest(
              FieldError.BODY, "The upload broke off; what was read is kept: send it again")
          .answer();
    }
  }

  private static Rows rows(HttpServletRequest request) throws IOException {
    var in = request.getInputStream();
    return MediaType.parseMediaType(request.getContentType()).equalsTypeAndSubtype(CSV)
        ? CsvRows.of(in)
        : new NdjsonRows(in);
  }

  private static ResponseEntity<Object> answer(UUID campaignId, Result result) {
    return switch (result) {
      case Result.Done done -> ResponseEntity.ok(view(campaignId, done));
      case Result.NotNow notNow ->
          Problem.of(HttpStatus.CONFLICT, "The campaign is " + notNow.state().wire()).answer();
      case Result.Unknown _ -> unknown();
    };
  }

  private static Object view(UUID campaignId, Result.Done done) {
    var counts = done.counts();
    return Json.mapper()
        .createObjectNode()
        .put("import_id", done.importId().toString())
        .put("rows", counts.rows())
        .put("accepted", counts.accepted())
        .put("duplicate", counts.duplicate())
        .put("duplicate_in_file", counts.inFile())
        .put("duplicate_in_campaign", counts.inCampaign())
        .put("suppressed", counts.suppressed())
        .put("rejected", counts.rejected())
        .put(
            "rejects_url",
            "/api/v1/campaigns/%s/rejects.csv?import_id=%s".formatted(campaignId, done.importId()));
  }

  private static ResponseEntity<Object> unknown() {
    return Problem.of(HttpStatus.NOT_FOUND, "No campaign has this id").answer();
  }
}
