package io.callstream.gateway.retellapi.list;

import static io.callstream.gateway.retellapi.list.Refused.unless;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What both versions of list-calls say beside their filters. Pure. */
record Paging(boolean ascending, int limit, @Nullable String after, int skip, boolean total) {

  private static final int LIMIT_USUAL = 50;
  private static final int LIMIT_MAX = 1_000;
  private static final int SKIP_MAX = 100_000;

  private static final Set<String> OLD =
      Set.of("filter_criteria", "sort_order", "limit", "pagination_key");
  private static final Set<String> NEW =
      Set.of("filter_criteria", "sort_order", "limit", "pagination_key", "skip", "include_total");

  /**
   * @param modern whether it is v3
   */
  static Paging read(ObjectNode body, boolean modern) throws Refused {
    for (var name : body.propertyNames()) {
      unless(
          (modern ? NEW : OLD).contains(name) || body.get(name).isNull(), name + " is not known");
    }
    var total = body.path("include_total");
    unless(absent(total) || total.isBoolean(), "include_total must be true or false");
    return new Paging(
        ascending(body.path("sort_order")),
        number(body, "limit", LIMIT_USUAL, 1, LIMIT_MAX),
        after(body.path("pagination_key")),
        number(body, "skip", 0, 0, SKIP_MAX),
        total.asBoolean(false));
  }

  Search search(List<Condition> conditions) {
    return new Search(List.copyOf(conditions), ascending, limit, after, skip, total);
  }

  private static boolean ascending(JsonNode order) throws Refused {
    if (absent(order)) {
      return false;
    }
    return switch (order.isString() ? order.stringValue() : "") {
      case "ascending" -> true;
      case "descending" -> false;
      default -> throw new Refused("sort_order must be ascending or descending");
    };
  }

  private static @Nullable String after(JsonNode key) throws Refused {
    unless(absent(key) || key.isString(), "pagination_key must be a string");
    return key.isString() ? key.stringValue() : null;
  }

  private static int number(ObjectNode body, String name, int usual, int least, int most)
      throws Refused {
    var number = body.path(name);
    if (absent(number)) {
      return usual;
    }
    unless(
        number.isInt() && number.intValue() >= least && number.intValue() <= most,
        name + " must be a whole number from " + least + " to " + most);
    return number.intValue();
  }

  private static boolean absent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }
}
