package io.callstream.gateway.dashboard;

import io.callstream.contracts.Json;
import io.callstream.gateway.web.FieldError;
import io.callstream.gateway.web.JsonBody;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * The form of a call as it was filled in.
 *
 * @param formId made with the page, so that a form sent twice is one call
 * @param scheduleAt of the viewer's zone
 * @param metadata JSON, or empty
 */
record SendForm(
    String formId,
    String toNumber,
    String fromNumber,
    String agentId,
    List<Variable> variables,
    String scheduleAt,
    String tz,
    String metadata) {

  private static final int ROWS = 3;
  private static final int ROWS_MAX = 50;

  /** A row of the form. */
  record Variable(String name, String value) {}

  /** A form nobody has filled in. */
  static SendForm empty(UUID formId) {
    return new SendForm(formId.toString(), "", "", "", rows(List.of(), ROWS), "", "", "");
  }

  /** The same with more rows for variables. */
  SendForm longer() {
    return new SendForm(
        formId,
        toNumber,
        fromNumber,
        agentId,
        rows(variables, variables.size() + ROWS),
        scheduleAt,
        tz,
        metadata);
  }

  /** Pairs names with values, as far as both were sent. */
  static List<Variable> variables(List<String> names, List<String> values) {
    var rows = new ArrayList<Variable>();
    for (int i = 0; i < Math.min(ROWS_MAX, Math.min(names.size(), values.size())); i++) {
      rows.add(new Variable(names.get(i).strip(), values.get(i)));
    }
    return rows(rows, ROWS);
  }

  /** The variables that have a name and a value. */
  Map<String, String> named() {
    var named = new LinkedHashMap<String, String>();
    variables.stream()
        .filter(variable -> !variable.name().isEmpty() && !variable.value().isBlank())
        .forEach(variable -> named.put(variable.name(), variable.value()));
    return named;
  }

  /** The body that the API would be sent. */
  ObjectNode body(List<FieldError> errors) {
    var body = Json.mapper().createObjectNode();
    put(body, "to_number", toNumber);
    put(body, "from_number", fromNumber);
    put(body, "agent_id", agentId);
    var named = body.putObject("variables");
    for (var variable : variables) {
      if (!variable.name().isEmpty()) {
        named.put(variable.name(), variable.value());
      } else if (!variable.value().isBlank()) {
        errors.add(new FieldError("$.variables", "A value has no name"));
      }
    }
    scheduled(errors).ifPresent(at -> body.put("schedule_at", at));
    metadata(errors).ifPresent(read -> body.set("metadata", read));
    return body;
  }

  private Optional<String> scheduled(List<FieldError> errors) {
    if (scheduleAt.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDateTime.parse(scheduleAt).atZone(zone()).toInstant().toString());
    } catch (DateTimeException e) {
      errors.add(new FieldError("$.schedule_at", "Must be a date and a time of day"));
      return Optional.empty();
    }
  }

  private Optional<ObjectNode> metadata(List<FieldError> errors) {
    if (metadata.isBlank()) {
      return Optional.empty();
    }
    return switch (JsonBody.read(metadata.getBytes(StandardCharsets.UTF_8))) {
      case JsonBody.Document document -> Optional.of(document.object());
      case JsonBody.Wrong wrong -> {
        wrong.errors().forEach(e -> errors.add(new FieldError("$.metadata", e.message())));
        yield Optional.empty();
      }
    };
  }

  private ZoneId zone() {
    try {
      return ZoneId.of(tz);
    } catch (DateTimeException e) {
      return ZoneOffset.UTC;
    }
  }

  private static void put(ObjectNode body, String name, String value) {
    if (!value.isEmpty()) {
      body.put(name, value);
    }
  }

  private static List<Variable> rows(List<Variable> filled, int least) {
    var rows = new ArrayList<>(filled);
    while (rows.size() < Math.min(least, ROWS_MAX)) {
      rows.add(new Variable("", ""));
    }
    return rows;
  }
}
