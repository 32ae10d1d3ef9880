package io.callstream.gateway.suppression;

import io.callstream.contracts.Json;
import io.callstream.gateway.number.PhoneNumbers;
import io.callstream.gateway.rule.Fields;
import io.callstream.gateway.web.ApiKeyId;
import io.callstream.gateway.web.FieldError;
import io.callstream.gateway.web.JsonRequests;
import io.callstream.gateway.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** The do-not-call list: one number at a time, or a CSV of them. */
@RestController
@RequestMapping(path = "/api/v1/suppressions", produces = MediaType.APPLICATION_JSON_VALUE)
final class SuppressionController {

  private static final int REASON_MAX = 500;

  private final JsonRequests requests;
  private final Suppressions suppressions;
  private final SuppressionImport imports;

  SuppressionController(
      JsonRequests requests, Suppressions suppressions, SuppressionImport imports) {
    this.requests = requests;
    this.suppressions = suppressions;
    this.imports = imports;
  }

  /** Adds one number: 201, or 200 when it was there. In force when this is answered. */
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Object> add(
      HttpServletRequest request, @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return requests.answer(request, body -> add(body, apiKeyId));
  }

  /** Adds the numbers of a CSV; the answer counts every row. */
  @PostMapping(consumes = "text/csv")
  ResponseEntity<Object> take(
      HttpServletRequest request, @RequestAttribute(ApiKeyId.ATTRIBUTE) String apiKeyId) {
    return imports.take(request, apiKeyId);
  }

  /** Looks a number up. */
  @GetMapping("/{number}")
  ResponseEntity<Object> show(@PathVariable("number") String number) {
    return suppressions
        .find(number)
        .<ResponseEntity<Object>>map(ResponseEntity::ok)
        .orElseGet(SuppressionController::unknown);
  }

  /** Takes a number off: 204. */
  @DeleteMapping("/{number}")
  ResponseEntity<Object> remove(@PathVariable("number") String number) {
    return suppressions.remove(number) ? ResponseEntity.noContent().build() : unknown();
  }

  private ResponseEntity<Object> add(ObjectNode body, String apiKeyId) {
    var errors = new ArrayList<FieldError>();
    var fields = new Fields(body, FieldError.BODY, errors);
    fields.onlyKnown(Set.of("number", "reason"));
    if (fields.present("number") == null) {
      fields.wrong("number", "number is missing");
    }
    var number = Objects.requireNonNullElse(fields.text("number", REASON_MAX), "");
    var reason = fields.text("reason", REASON_MAX);
    if (errors.isEmpty()) {
      PhoneNumbers.problem(number).ifPresent(problem -> fields.wrong("number", problem));
    }
    if (!errors.isEmpty()) {
      return Problem.badRequest(errors).answer();
    }
    boolean added = suppressions.add(List.of(number), reason, apiKeyId) == 1;
    var answer =
        added
            ? ResponseEntity.created(URI.create("/api/v1/suppressions/" + number))
            : ResponseEntity.ok();
    return answer.body(suppressions.find(number).orElseGet(Json.mapper()::createObjectNode));
  }

  private static ResponseEntity<Object> unknown() {
    return Problem.of(HttpStatus.NOT_FOUND, "This number is not on the do-not-call list").answer();
  }
}
