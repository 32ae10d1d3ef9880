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
import java.util.Optional;
import java.util.Set;
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
    try {
      var file = CsvFile.of(request.getInputStream());
      int column =
          file.header().stream()
              .filter(NUMBER::contains)
              .findFirst()
              .map(file.header()::indexOf)
              .orElse(-1);
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
        var number = column < row.cells().size() ? row.cells().get(column).strip() : "";
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
