package io.callstream.sandbox.api;

import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The filters of list-calls: all must hold. A filter that the sandbox does not know is refused, for
 * an answer that ignored it would be wrong.
 */
final class Criteria {

  /** Where in a call the criteria look, each a JSON pointer (Retell facts 4.4). */
  private static final Map<String, String> PLACES =
      Map.ofEntries(
          Map.entry("call_id", "/call_id"),
          Map.entry("to_number", "/to_number"),
          Map.entry("from_number", "/from_number"),
          Map.entry("call_status", "/call_status"),
          Map.entry("direction", "/direction"),
          Map.entry("call_type", "/call_type"),
          Map.entry("disconnection_reason", "/disconnection_reason"),
          Map.entry("data_storage_setting", "/data_storage_setting"),
          Map.entry("start_timestamp", "/start_timestamp"),
          Map.entry("end_timestamp", "/end_timestamp"),
          Map.entry("duration_ms", "/duration_ms"),
          Map.entry("combined_cost", "/call_cost/combined_cost"),
          Map.entry("e2e_latency_p50", "/latency/e2e/p50"),
          Map.entry("user_sentiment", "/call_analysis/user_sentiment"),
          Map.entry("call_successful", "/call_analysis/call_successful"),
          Map.entry("in_voicemail", "/call_analysis/in_voicemail"));

  /** Lists of filters, each of one key of these. */
  private static final Map<String, String> KEYED =
      Map.of(
          "metadata", "/metadata",
          "dynamic_variables", "/retell_llm_dynamic_variables",
          "custom_analysis_data", "/call_analysis/custom_analysis_data");

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
    if (name.equals("agent")) {
      return agents(filter);
    }
    var keyed = KEYED.get(name);
    if (keyed != null) {
      return keyed(name, keyed, filter);
    }
    var place = PLACES.get(name);
    if (place == null) {
      throw Refusal.badRequest("filter_criteria." + name + " is not known here");
    }
    if (name.equals("call_status")) {
      checkStatuses(filter.path("value"));
    }
    var matches = Match.of(filter);
    return call -> matches.test(call.at(place));
  }

  private static void checkStatuses(JsonNode values) throws Refusal {
    for (var value : values) {
      if (!STATUSES.contains(value.asString(""))) {
        throw Refusal.badRequest("call_status may be filtered by " + STATUSES);
      }
    }
  }

  private static Predicate<ObjectNode> agents(JsonNode filters) throws Refusal {
    if (!filters.isArray()) {
      throw Refusal.badRequest("filter_criteria.agent must be a list");
    }
    var ids = new ArrayList<String>();
    for (var filter : filters) {
      ids.add(Match.required(filter, "agent_id"));
    }
    return call -> ids.contains(call.path("agent_id").asString(""));
  }

  private static Predicate<ObjectNode> keyed(String name, String place, JsonNode filters)
      throws Refusal {
    if (!filters.isArray()) {
      throw Refusal.badRequest("filter_criteria." + name + " must be a list");
    }
    var all = new ArrayList<Predicate<ObjectNode>>();
    for (var filter : filters) {
      var key = Match.required(filter, "key");
      var matches = Match.of(filter);
      all.add(call -> matches.test(call.at(place).path(key)));
    }
    return call -> all.stream().allMatch(one -> one.test(call));
  }
}
