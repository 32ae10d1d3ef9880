package io.callstream.sandbox.api;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The filters of list-calls: all must hold. A filter that the sandbox does not know is refused, for
 * an answer that ignored it would be wrong.
 */
final class Criteria {

  private static final Set<String> TEXTS = Set.of("call_id", "to_number", "from_number");
  private static final Set<String> ENUMS =
      Set.of("call_status", "direction", "call_type", "disconnection_reason");
  private static final Set<String> NUMBERS =
      Set.of("start_timestamp", "end_timestamp", "duration_ms");

  /** Retell's own list: registered is not among them (Retell facts 4.4). */
  private static final Set<String> STATUSES = Set.of("not_connected", "ongoing", "ended", "error");

  private Criteria() {}

  static Predicate<ObjectNode> of(@Nullable JsonNode criteria) throws Refusal {
    if (criteria == null || criteria.isNull()) {
      return _ -> true;
    }
    if (!(criteria instanceof ObjectNode object)) {
      throw Refusal.badRequest("filter_criteria must be an object");
    }
    var all = new ArrayList<Predicate<ObjectNode>>();
    for (var name : object.propertyNames()) {
      all.add(criterion(name, object.get(name)));
    }
    return call -> all.stream().allMatch(one -> one.test(call));
  }

  private static Predicate<ObjectNode> criterion(String name, JsonNode filter) throws Refusal {
    if (name.equals("metadata")) {
      return metadata(filter);
    }
    if (name.equals("agent")) {
      return agents(filter);
    }
    var type = required(filter, "type");
    if (TEXTS.contains(name) && type.equals("string")) {
      var matches = text(filter);
      return call -> call.has(name) && matches.test(call.path(name).asString(""));
    }
    if (ENUMS.contains(name) && type.equals("enum")) {
      var values = values(name, filter);
      return call -> values.contains(call.path(name).asString(""));
    }
    if (NUMBERS.contains(name) && type.equals("number")) {
      var matches = number(filter);
      return call -> call.has(name) && matches.test(call.get(name).decimalValue());
    }
    throw Refusal.badRequest("filter_criteria." + name + " is not known here as " + type);
  }

  private static Predicate<ObjectNode> agents(JsonNode filters) throws Refusal {
    if (!filters.isArray()) {
      throw Refusal.badRequest("filter_criteria.agent must be a list");
    }
    var ids = new ArrayList<String>();
    for (var filter : filters) {
      ids.add(required(filter, "agent_id"));
    }
    return call -> ids.contains(call.path("agent_id").asString(""));
  }

  private static Predicate<ObjectNode> metadata(JsonNode filters) throws Refusal {
    if (!filters.isArray()) {
      throw Refusal.badRequest("filter_criteria.metadata must be a list");
    }
    var all = new ArrayList<Predicate<ObjectNode>>();
    for (var filter : filters) {
      var key = required(filter, "key");
      if (!required(filter, "type").equals("string")) {
        throw Refusal.badRequest("filter_criteria.metadata is known here as string only");
      }
      var matches = text(filter);
      all.add(call -> {
        var value = call.path("metadata").path(key);
        return value.isString() && matches.test(value.stringValue());
      });
    }
    return call -> all.stream().allMatch(one -> one.test(call));
  }

  private static Predicate<String> text(JsonNode filter) throws Refusal {
    var value = required(filter, "value");
    return switch (required(filter, "op")) {
      case "eq" -> value::equals;
      case "ne" -> text -> !text.equals(value);
      case "sw" -> text -> text.startsWith(value);
      case "ew" -> text -> text.endsWith(value);
      case "co" -> text -> text.contains(value);
      default -> throw Refusal.badRequest("op of a string filter must be eq, ne, sw, ew or co");
    };
  }

  private static Predicate<BigDecimal> number(JsonNode filter) throws Refusal {
    if (!filter.path("value").isNumber()) {
      throw Refusal.badRequest("value of a number filter must be a number");
    }
    var value = filter.get("value").decimalValue();
    return switch (required(filter, "op")) {
      case "eq" -> number -> number.compareTo(value) == 0;
      case "ne" -> number -> number.compareTo(value) != 0;
      case "gt" -> number -> number.compareTo(value) > 0;
      case "ge" -> number -> number.compareTo(value) >= 0;
      case "lt" -> number -> number.compareTo(value) < 0;
      case "le" -> number -> number.compareTo(value) <= 0;
      default -> throw Refusal.badRequest("op of a number filter must be eq, ne, gt, ge, lt or le");
    };
  }

  private static List<String> values(String name, JsonNode filter) throws Refusal {
    if (!required(filter, "op").equals("in") || !filter.path("value").isArray()) {
      throw Refusal.badRequest("an enum filter has op in and a list as value");
    }
    var values =
        StreamSupport.stream(filter.get("value").spliterator(), false)
            .map(value -> value.asString(""))
            .toList();
    if (name.equals("call_status") && !STATUSES.containsAll(values)) {
      throw Refusal.badRequest("call_status may be filtered by " + STATUSES);
    }
    return values;
  }

  private static String required(JsonNode filter, String name) throws Refusal {
    var value = filter.path(name);
    if (!value.isString()) {
      throw Refusal.badRequest("a filter needs the string " + name);
    }
    return value.stringValue();
  }
}
