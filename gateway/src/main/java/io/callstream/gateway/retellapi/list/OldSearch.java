package io.callstream.gateway.retellapi.list;

import static io.callstream.gateway.retellapi.list.Refused.unless;

import io.callstream.contracts.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.support.SqlArrayValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The body of Retell's v2 list-calls: lists of values, and thresholds. Pure. */
public final class OldSearch {

  private static final String LOWER = "lower_threshold";
  private static final String UPPER = "upper_threshold";

  private OldSearch() {}

  /** Reads a body with nothing in it that cannot be stored. */
  public static Search.Reading read(ObjectNode body) {
    try {
      var paging = Paging.read(body, false);
      return new Search.Reading.Wanted(paging.search(conditions(body.path("filter_criteria"))));
    } catch (Refused e) {
      return new Search.Reading.Wrong(String.valueOf(e.getMessage()));
    }
  }

  private static List<Condition> conditions(JsonNode criteria) throws Refused {
    var conditions = new ArrayList<Condition>();
    unless(
        criteria.isMissingNode() || criteria.isNull() || criteria.isObject(),
        "filter_criteria must be an object");
    for (var criterion : criteria.properties()) {
      if (!criterion.getValue().isNull()) {
        add(conditions, criterion.getKey(), criterion.getValue());
      }
    }
    return conditions;
  }

  private static void add(List<Condition> conditions, String name, JsonNode given) throws Refused {
    if (name.equals("agent_id")) {
      conditions.add(anyOf("c.agent_id", List.of(), words(name, given)));
      return;
    }
    if (name.equals("call_status")) {
      conditions.add(Statuses.in(words(name, given)));
      return;
    }
    for (var keyed : Column.KEYED.entrySet()) {
      if (name.startsWith(keyed.getKey() + ".")) {
        var key = name.substring(keyed.getKey().length() + 1);
        conditions.add(anyOf(keyed.getValue().sql(), List.of(key), words(name, given)));
        return;
      }
    }
    var column = Column.ALL.get(name);
    unless(column != null, "filter_criteria." + name + " is not known here");
    addColumn(conditions, name, given, java.util.Objects.requireNonNull(column));
  }

  private static void addColumn(
      List<Condition> conditions, String name, JsonNode given, Column column) throws Refused {
    switch (column.kind()) {
      case TEXT, WORD -> conditions.add(anyOf(column.sql(), List.of(), words(name, given)));
      case TRUTH -> conditions.add(anyOf(column.sql(), List.of(), truths(name, given)));
      case NUMBER, TIME -> addThresholds(conditions, name, given, column);
    }
  }

  /** Both included. */
  private static void addThresholds(
      List<Condition> conditions, String name, JsonNode given, Column column) throws Refused {
    unless(
        given.isObject() && (given.has(LOWER) || given.has(UPPER)),
        name + " has a " + LOWER + ", an " + UPPER + " or both");
    for (var bound : given.properties()) {
      var op = Map.of(LOWER, "ge", UPPER, "le").get(bound.getKey());
      unless(op != null, name + "." + bound.getKey() + " is not known");
      var filter = Json.mapper().createObjectNode().put("type", "number").put("op", op);
      filter.set("value", bound.getValue());
      conditions.add(Filter.of(name, filter, column));
    }
  }

  private static Condition anyOf(String sql, List<Object> key, String[] words) {
    var values = new ArrayList<>(key);
    values.add(new SqlArrayValue("text", (Object[]) words));
    return new Condition("(" + sql + ") = any (?)", List.copyOf(values));
  }

  private static String[] words(String name, JsonNode given) throws Refused {
    var filter = Json.mapper().createObjectNode();
    filter.set("value", given);
    return Filter.words(name, filter);
  }

  private static String[] truths(String name, JsonNode given) throws Refused {
    unless(given.isArray() && !given.isEmpty(), name + " needs a list of values");
    var truths = new ArrayList<String>();
    for (var value : given) {
      unless(value.isBoolean(), "the values of " + name + " are true or false");
      truths.add(String.valueOf(value.booleanValue()));
    }
    return truths.toArray(String[]::new);
  }
}
