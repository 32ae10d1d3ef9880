package io.callstream.gateway.suppression;

import io.callstream.contracts.Json;
import io.callstream.gateway.csv.CsvFile;
import io.callstream.gateway.number.PhoneNumbers;
import io.callstream.gateway.web.FieldError;
import io.callstream.gateway.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes a CSV of numbers in; its first rejects are told in the answer. */
@Component
final class SuppressionImport {

  private static final int REJECTS_TOLD = 1_000;
  private static final Set<String> NUMBER = Set.of("number", "to_number", "phone");

  private final Suppressions suppressions;

  SuppressionImport(Suppressions suppressions) {
    this.suppressions = suppressions;
  }

  ResponseEntity<Object> take(HttpServletRequest request, String apiKeyId) {
    if (request.getHeader(HttpHeaders.CONTENT_ENCODING) != null) {
      return Problem.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Send the file as it is").answer();
    }
    try {
      var file = CsvFile.of(request.getInputStream());
      var names = file.header().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
      int column =
          names.stream().filter(NUMBER::contains).findFirst().map(names::indexOf).orElse(-1);
      file.knowRowsBy(cells -> CsvFile.hasNumber(cells, column));
      return column < 0
          ? Problem.badRequest(FieldError.BODY, "The header names no column number").answer()
          : ResponseEntity.ok(new Reading(apiKeyId).read(file, column));
    } catch (CsvFile.Unreadable e) {
      return Problem.badRequest(FieldError.BODY, String.valueOf(e.getMessage())).answer();
    } catch (UncheckedIOException | IOException e) {
      return Problem.badRequest(
              FieldError.BODY, "The upload broke off; what was read is kept: send it again")
          .answer();
    }
  }

  private final class Reading {

    private final String apiKeyId;
    private final Set<String> batch = new LinkedHashSet<>();
    private final ArrayNode told = Json.mapper().createArrayNode();
    private long rows;
    private long added;
    private long rejected;

    Reading(String apiKeyId) {
      this.apiKeyId = apiKeyId;
    }

    ObjectNode read(CsvFile file, int column) {
      for (var row = file.next(); row != null; row = file.next()) {
        rows++;
        var number = number(row, column);
        var problem =
            row.readable()
                ? PhoneNumbers.problem(number)
                : Optional.of("The line is no row of a CSV: a quote is not closed");
        if (problem.isPresent()) {
          reject(row.line(), problem.get());
        } else {
          batch.add(number);
        }
        if (batch.size() == Suppressions.AT_ONCE) {
          store();
        }
      }
      store();
      return Json.mapper()
          .createObjectNode()
          .put("rows", rows)
          .put("accepted", added)
          .put("duplicate", rows - added - rejected)
          .put("rejected", rejected)
          .set("rejects", told);
    }

    /** Spreadsheets, and our own downloads, may mark a number as being no formula. */
    private static String number(CsvFile.Row row, int column) {
      var cell = column < row.cells().size() ? row.cells().get(column).strip() : "";
      return cell.startsWith("'+") ? cell.substring(1) : cell;
    }

    private void store() {
      added += suppressions.add(batch, null, apiKeyId);
      batch.clear();
    }

    private void reject(long line, String reason) {
      rejected++;
      if (told.size() < REJECTS_TOLD) {
        told.addObject().put("line", line).put("reason", reason);
      }
    }
  }
}
