package io.callstream.sandbox.api;

import io.callstream.sandbox.call.CallJson;
import io.callstream.sandbox.call.Calls;
import io.callstream.sandbox.call.PretendCall;
import io.callstream.sandbox.http.Reply;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v3/list-calls}. */
final class Listing {

  private static final int LIMIT_USUAL = 50;
  private static final int LIMIT_MAX = 1000;

  private final Calls calls;

  Listing(Calls calls) {
    this.calls = calls;
  }

  Reply list(byte[] body) {
    try {
      return list(
          body.length == 0 ? JsonNodeFactory.instance.objectNode() : CreateBody.object(body));
    } catch (Refusal refusal) {
      return refusal.reply();
    }
  }

  private Reply list(ObjectNode query) throws Refusal {
    Predicate<ObjectNode> wanted = Criteria.of(query.get("filter_criteria"));
    boolean newestFirst = newestFirst(query.get("sort_order"));
    int limit = limit(query.get("limit"));
    long after = after(query.get("pagination_key"), newestFirst);
    // One more than asked for tells whether there are more.
    var found =
        all(newestFirst, after, wanted).skip(skip(query.get("skip"))).limit(limit + 1L).toList();
    var answer = JsonNodeFactory.instance.objectNode();
    var items = answer.putArray("items");
    var page = found.subList(0, Math.min(limit, found.size()));
    page.forEach(call -> items.add(CallJson.listed(call)));
    answer.put("has_more", found.size() > limit);
    if (found.size() > limit) {
      answer.put("pagination_key", key(page.getLast()));
    }
    if (query.path("include_total").asBoolean(false)) {
      answer.put("total", all(newestFirst, newestFirst ? Long.MAX_VALUE : 0, wanted).count());
    }
    return new Reply.JsonReply(200, answer);
  }

  private Stream<PretendCall> all(boolean newestFirst, long after, Predicate<ObjectNode> wanted) {
    return calls.listed(newestFirst, after).filter(call -> wanted.test(CallJson.listed(call)));
  }

  private static long skip(@org.jspecify.annotations.Nullable JsonNode skip) throws Refusal {
    if (skip == null || skip.isNull()) {
      return 0;
    }
    if (skip.isInt() && skip.intValue() >= 0) {
      return skip.intValue();
    }
    throw Refusal.badRequest("skip must be a whole number");
  }

  private static String key(PretendCall last) {
    return "after-" + last.number();
  }

  private static long after(@org.jspecify.annotations.Nullable JsonNode key, boolean newestFirst)
      throws Refusal {
    if (key == null || key.isNull()) {
      return newestFirst ? Long.MAX_VALUE : 0;
    }
    if (key.isString() && key.stringValue().matches("after-[0-9]{1,18}")) {
      return Long.parseLong(key.stringValue().substring("after-".length()));
    }
    throw Refusal.badRequest("pagination_key is not one of ours");
  }

  static int limit(@org.jspecify.annotations.Nullable JsonNode limit) throws Refusal {
    if (limit == null || limit.isNull()) {
      return LIMIT_USUAL;
    }
    if (limit.isInt() && limit.intValue() >= 1 && limit.intValue() <= LIMIT_MAX) {
      return limit.intValue();
    }
    throw Refusal.badRequest("limit must be a whole number from 1 to " + LIMIT_MAX);
  }

  static boolean newestFirst(@org.jspecify.annotations.Nullable JsonNode order) throws Refusal {
    return switch (order == null ? "descending" : order.asString("")) {
      case "descending" -> true;
      case "ascending" -> false;
      default -> throw Refusal.badRequest("sort_order must be ascending or descending");
    };
  }
}
