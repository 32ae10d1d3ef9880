package io.callstream.sandbox.api;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** One filter of list-calls, {@code {type, op, value}}, as a test of what it looks at. */
final class Match {

  private Match() {}

  /** What is not there matches nothing but {@code np}; what is of another type, nothing. */
  static Predicate<JsonNode> of(JsonNode filter) throws Refusal {
    return switch (required(filter, "type")) {
      case "string" -> text(filter);
      case "number" -> number(filter);
      case "range" -> range(filter);
      case "boolean" -> flag(filter);
      case "enum" -> oneOf(filter);
      case "present" -> presence(filter);
      default -> throw Refusal.badRequest("the type of a filter is not known");
    };
  }

  static String required(JsonNode filter, String name) throws Refusal {
    var value = filter.path(name);
    if (!value.isString()) {
      throw Refusal.badRequest("a filter needs the string " + name);
    }
    return value.stringValue();
  }

  private static Predicate<JsonNode> text(JsonNode filter) throws Refusal {
    var wanted = required(filter, "value");
    Predicate<String> matches =
        switch (required(filter, "op")) {
          case "eq" -> wanted::equals;
          case "ne" -> text -> !text.equals(wanted);
          case "sw" -> text -> text.startsWith(wanted);
          case "ew" -> text -> text.endsWith(wanted);
          case "co" -> text -> text.contains(wanted);
          default -> throw Refusal.badRequest("op of a string filter must be eq, ne, sw, ew or co");
        };
    return value -> value.isString() && matches.test(value.stringValue());
  }

  private static Predicate<JsonNode> number(JsonNode filter) throws Refusal {
    var wanted = decimal(filter.path("value"));
    Predicate<BigDecimal> matches =
        switch (required(filter, "op")) {
          case "eq" -> number -> number.compareTo(wanted) == 0;
          case "ne" -> number -> number.compareTo(wanted) != 0;
          case "gt" -> number -> number.compareTo(wanted) > 0;
          case "ge" -> number -> number.compareTo(wanted) >= 0;
          case "lt" -> number -> number.compareTo(wanted) < 0;
          case "le" -> number -> number.compareTo(wanted) <= 0;
          default ->
              throw Refusal.badRequest("op of a number filter must be eq, ne, gt, ge, lt or le");
        };
    return value -> value.isNumber() && matches.test(value.decimalValue());
  }

  private static Predicate<JsonNode> range(JsonNode filter) throws Refusal {
    var ends = filter.path("value");
    if (!required(filter, "op").equals("bt") || !ends.isArray() || ends.size() != 2) {
      throw Refusal.badRequest("a range filter has op bt and two numbers as value");
    }
    var low = decimal(ends.get(0));
    var high = decimal(ends.get(1));
    return value ->
        value.isNumber()
            && value.decimalValue().compareTo(low) >= 0
            && value.decimalValue().compareTo(high) <= 0;
  }

  private static Predicate<JsonNode> flag(JsonNode filter) throws Refusal {
    var wanted = filter.path("value");
    if (!required(filter, "op").equals("eq") || !wanted.isBoolean()) {
      throw Refusal.badRequest("a boolean filter has op eq and true or false as value");
    }
    return value -> value.isBoolean() && value.booleanValue() == wanted.booleanValue();
  }

  private static Predicate<JsonNode> oneOf(JsonNode filter) throws Refusal {
    var given = filter.path("value");
    if (!required(filter, "op").equals("in") || !given.isArray()) {
      throw Refusal.badRequest("an enum filter has op in and a list as value");
    }
    var values = new ArrayList<String>();
    given.forEach(value -> values.add(value.asString("")));
    return value -> value.isString() && values.contains(value.stringValue());
  }

  private static Predicate<JsonNode> presence(JsonNode filter) throws Refusal {
    return switch (required(filter, "op")) {
      case "pr" -> value -> !value.isMissingNode() && !value.isNull();
      case "np" -> value -> value.isMissingNode() || value.isNull();
      default -> throw Refusal.badRequest("op of a present filter must be pr or np");
    };
  }

  private static BigDecimal decimal(JsonNode value) throws Refusal {
    if (!value.isNumber()) {
      throw Refusal.badRequest("value of a number filter must be a number");
    }
    return value.decimalValue();
  }
}
