package io.callstream.sandbox.api;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an account may; null is no limit.
 *
 * @param concurrency calls that live at once
 * @param callsPerSecond by who carries them
 * @param createsPer10s requests to create-phone-call
 * @param listsPer10s requests to lists of calls and agents
 * @param othersPer10s requests to everything else
 * @param refusedPerMinute create-phone-calls answered with 4xx before the next gets 429 whatever it
 *     asks
 */
record LimitsBody(
    @Nullable Integer concurrency,
    Map<Telephony, Integer> callsPerSecond,
    @Nullable Integer createsPer10s,
    @Nullable Integer listsPer10s,
    @Nullable Integer othersPer10s,
    @Nullable Integer refusedPerMinute) {

  static final LimitsBody NONE = new LimitsBody(null, Map.of(), null, null, null, null);

  private static final int MOST = 1_000_000;
  private static final Set<String> KNOWN =
      Set.of(
          "concurrency",
          "calls_per_second",
          "creates_per_10s",
          "lists_per_10s",
          "others_per_10s",
          "refused_creates_per_minute");

  static LimitsBody read(ObjectNode json) throws Refusal {
    for (var name : json.propertyNames()) {
      if (!KNOWN.contains(name)) {
        throw Refusal.badRequest(name + " is no limit");
      }
    }
    return new LimitsBody(
        number(json, "concurrency"),
        perSecond(json.path("calls_per_second")),
        number(json, "creates_per_10s"),
        number(json, "lists_per_10s"),
        number(json, "others_per_10s"),
        number(json, "refused_creates_per_minute"));
  }

  ObjectNode toJson() {
    var json = JsonNodeFactory.instance.objectNode().put("concurrency", concurrency);
    var each = json.putObject("calls_per_second");
    for (var one : Telephony.values()) {
      each.put(one.type(), callsPerSecond.get(one));
    }
    return json.put("creates_per_10s", createsPer10s)
        .put("lists_per_10s", listsPer10s)
        .put("others_per_10s", othersPer10s)
        .put("refused_creates_per_minute", refusedPerMinute);
  }

  /** One number for each, or an object with some of them by type. */
  private static Map<Telephony, Integer> perSecond(JsonNode given) throws Refusal {
    var each = new EnumMap<Telephony, Integer>(Telephony.class);
    if (given instanceof ObjectNode object) {
      for (var type : object.propertyNames()) {
        var one =
            Telephony.ofType(type)
                .orElseThrow(() -> Refusal.badRequest(type + " carries no calls here"));
        put(each, one, number(object, type));
      }
      return each;
    }
    var all =
        number(
            JsonNodeFactory.instance.objectNode().set("calls_per_second", given),
            "calls_per_second");
    for (var one : Telephony.values()) {
      put(each, one, all);
    }
    return each;
  }

  private static void put(
      Map<Telephony, Integer> each, Telephony one, @Nullable Integer perSecond) {
    if (perSecond != null) {
      each.put(one, perSecond);
    }
  }

  private static @Nullable Integer number(ObjectNode json, String name) throws Refusal {
    var number = json.path(name);
    if (number.isMissingNode() || number.isNull()) {
      return null;
    }
    if (!number.isInt() || number.intValue() < 0 || number.intValue() > MOST) {
      throw Refusal.badRequest(name + " must be a whole number from 0 to " + MOST);
    }
    return number.intValue();
  }
}
