package io.callstream.gateway.retellapi;

import io.callstream.contracts.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of Retell's v3 list-calls as conditions of ours. A filter that cannot be kept to is
 * refused: an answer that ignored it would be wrong. Pure.
 */
final class ListBody {

  private static final int LIMIT_USUAL = 50;
  private static final int LIMIT_MAX = 1_000;
  private static final long MILLIS_MAX = Instant.parse("9998-12-31T00:00:00Z").toEpochMilli();

  private static final Set<String> KNOWN =
      Set.of("filter_criteria", "sort_order", "limit", "pagination_key");
  private static final Set<String> TEXTS = Set.of("to_number", "from_number");
  private static final Set<String> ENUMS = Set.of("call_type", "disconnection_reason");

  private ListBody() {}

  /** What a body asks for. */
  sealed interface Reading {

    record Wanted(Map<String, Object> conditions, @Nullable String paginationKey, int limit)
        implements Reading {}

    record Wrong(String message) implements Reading {}
  }

  private static final class Refused extends Exception {

    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message, null, false, false);
    }
  }

  static Reading read(ObjectNode body) {
    try {
      for (var name : body.propertyNames()) {
        require(KNOWN.contains(name) || body.get(name).isNull(), name + " is not known here");
      }
      var order = body.path("sort_order").asString("descending");
      require(order.equals("descending"), "sort_order is descending here");
      var conditions = new LinkedHashMap<String, Object>();
      for (var criterion : body.path("filter_criteria").properties()) {
        add(conditions, criterion.getKey(), criterion.getValue());
      }
      var key = body.path("pagination_key");
      return new Reading.Wanted(
          Map.copyOf(conditions), key.isString() ? key.stringValue() : null, limit(body));
    } catch (Refused e) {
      return new Reading.Wrong(String.valueOf(e.getMessage()));
    }
  }

  private static int limit(ObjectNode body) throws Refused {
    var limit = body.path("limit");
    if (limit.isMissingNode() || limit.isNull()) {
      return LIMIT_USUAL;
    }
    require(
        limit.isInt() && limit.intValue() >= 1 && limit.intValue() <= LIMIT_MAX,
        "limit must be a whole number from 1 to " + LIMIT_MAX);
    return limit.intValue();
  }

  private static void add(Map<String, Object> conditions, String name, JsonNode filter)
      throws Refused {
    if (name.equals("metadata")) {
      conditions.put("metadata", metadata(filter));
    } else if (name.equals("agent")) {
      var id = filter.path(0).path("agent_id");
      require(
          filter.size() == 1 && filter.path(0).size() == 1 && id.isString(),
          "agent is a list of one agent_id here");
      conditions.put("agent_id", id.stringValue());
    } else if (TEXTS.contains(name)) {
      require(is(filter, "string", "eq") && filter.path("value").isString(), onlyEquals(name));
      conditions.put(name, filter.path("value").stringValue());
    } else if (ENUMS.contains(name)) {
      var values = filter.path("value");
      require(
          is(filter, "enum", "in") && values.size() == 1 && values.path(0).isString(),
          name + " is an enum filter of one value here");
      conditions.put(name, values.path(0).stringValue());
    } else if (name.equals("start_timestamp")) {
      addTimes(conditions, filter);
    } else {
      throw new Refused("filter_criteria." + name + " is not known here");
    }
  }

  /** By when it was requested: a call that never connected has no other time. */
  private static void addTimes(Map<String, Object> conditions, JsonNode filter) throws Refused {
    if (is(filter, "range", "bt") && filter.path("value").size() == 2) {
      conditions.put("since", time(filter.path("value").path(0)));
      conditions.put("until", time(filter.path("value").path(1)).plusMillis(1));
    } else if (is(filter, "number", "ge")) {
      conditions.put("since", time(filter.path("value")));
    } else if (is(filter, "number", "lt")) {
      conditions.put("until", time(filter.path("value")));
    } else {
      throw new Refused("start_timestamp is filtered here by ge, lt or a range");
    }
  }

  /** Containment: all keys with all their values. */
  private static String metadata(JsonNode filters) throws Refused {
    var wanted = Json.mapper().createObjectNode();
    require(filters.isArray(), "filter_criteria.metadata must be a list");
    for (var filter : filters) {
      require(
          is(filter, "string", "eq")
              && filter.path("key").isString()
              && filter.path("value").isString()
              && !wanted.has(filter.path("key").stringValue()),
          "metadata is filtered here by eq, once a key");
      wanted.set(filter.path("key").stringValue(), filter.path("value"));
    }
    return wanted.toString();
  }

  private static Instant time(JsonNode millis) throws Refused {
    require(
        millis.isIntegralNumber()
            && millis.canConvertToLong()
            && millis.longValue() >= 0
            && millis.longValue() < MILLIS_MAX,
        "start_timestamp is in milliseconds since 1970");
    return Instant.ofEpochMilli(millis.longValue());
  }

  private static boolean is(JsonNode filter, String type, String op) {
    return type.equals(filter.path("type").asString(""))
        && op.equals(filter.path("op").asString(""));
  }

  private static String onlyEquals(String name) {
    return name + " is a string filter by eq here";
  }

  private static void require(boolean good, String otherwise) throws Refused {
    if (!good) {
      throw new Refused(otherwise);
    }
  }
}
