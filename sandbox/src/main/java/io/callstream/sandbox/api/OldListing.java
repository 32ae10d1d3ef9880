package io.callstream.sandbox.api;

import io.callstream.sandbox.call.CallJson;
import io.callstream.sandbox.call.Calls;
import io.callstream.sandbox.call.PretendCall;
import io.callstream.sandbox.http.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v2/list-calls}: lists of values, thresholds; answers the calls alone. */
final class OldListing {

  private static final String METADATA = "metadata.";
  private static final Set<String> VALUES =
      Set.of(
          "agent_id",
          "call_status",
          "call_type",
          "direction",
          "disconnection_reason",
          "from_number",
          "to_number");
  private static final Set<String> NUMBERS =
      Set.of("start_timestamp", "end_timestamp", "duration_ms");

  private final Calls calls;

  OldListing(Calls calls) {
    this.calls = calls;
  }

  Reply list(byte[] body) {
    try {
      var query =
          body.length == 0 ? JsonNodeFactory.instance.objectNode() : CreateBody.object(body);
      boolean newestFirst = Listing.newestFirst(query.get("sort_order"));
      var wanted = criteria(query.path("filter_criteria"));
      var answer = JsonNodeFactory.instance.arrayNode();
      calls
          .listed(newestFirst, after(query.get("pagination_key"), newestFirst))
          .filter(call -> wanted.test(CallJson.listed(call)))
          .limit(Listing.limit(query.get("limit")))
          .forEach(call -> answer.add(CallJson.whole(call)));
      return new Reply.JsonReply(200, answer);
    } catch (Refusal refusal) {
      return refusal.reply();
    }
  }

  /** The key is the id of the last call of the page before. */
  private long after(@Nullable JsonNode key, boolean newestFirst) throws Refusal {
    if (key == null || key.isNull()) {
      return newestFirst ? Long.MAX_VALUE : 0;
    }
    return calls
        .find(key.asString(""))
        .map(PretendCall::number)
        .orElseThrow(() -> Refusal.badRequest("pagination_key is the id of no call"));
  }

  private static Predicate<ObjectNode> criteria(JsonNode criteria) throws Refusal {
    var all = new ArrayList<Predicate<ObjectNode>>();
    for (var criterion : criteria.properties()) {
      all.add(criterion(criterion.getKey(), criterion.getValue()));
    }
    return call -> all.stream().allMatch(one -> one.test(call));
  }

  private static Predicate<ObjectNode> criterion(String name, JsonNode given) throws Refusal {
    if (VALUES.contains(name)) {
      var values = values(name, given);
      return call -> values.contains(call.path(name).asString(""));
    }
    if (name.startsWith(METADATA)) {
      var values = values(name, given);
      var key = name.substring(METADATA.length());
      return call -> {
        var value = call.path("metadata").path(key);
        return value.isString() && values.contains(value.stringValue());
      };
    }
    if (NUMBERS.contains(name) && given.isObject()) {
      long lower = given.path("lower_threshold").asLong(Long.MIN_VALUE);
      long upper = given.path("upper_threshold").asLong(Long.MAX_VALUE);
      return call -> {
        var value = call.path(name);
        return value.isNumber() && value.longValue() >= lower && value.longValue() <= upper;
      };
    }
    throw Refusal.badRequest("filter_criteria." + name + " is not known here");
  }

  private static Set<String> values(String name, JsonNode given) throws Refusal {
    if (!given.isArray()) {
      throw Refusal.badRequest(name + " must be a list");
    }
    return new HashSet<>(List.copyOf(given.valueStream().map(one -> one.asString("")).toList()));
  }
}
