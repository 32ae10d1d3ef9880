package io.callstream.retell.read;

import io.callstream.contracts.Json;
import io.callstream.retell.read.CallFilter.EndedSince;
import io.callstream.retell.read.CallFilter.MetadataIs;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of {@code POST /v3/list-calls}. A call that is still ringing may not be listed (Retell
 * facts 4.4).
 *
 * @param filters all to hold; none lists every call of the account
 * @param limit items of a page, 1 to 1000
 * @param paginationKey of the page before; null for the first
 */
public record CallQuery(List<CallFilter> filters, int limit, @Nullable String paginationKey) {

  /** Retell's largest page. */
  public static final int LIMIT_MAX = 1000;

  public CallQuery {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("A page has 1 to " + LIMIT_MAX + " calls, not " + limit);
    }
    filters = List.copyOf(filters);
  }

  /** The first page. */
  public static CallQuery first(int limit, CallFilter... filters) {
    return new CallQuery(List.of(filters), limit, null);
  }

  /** The page after the one that gave this key. */
  public CallQuery after(String key) {
    return new CallQuery(filters, limit, key);
  }

  byte[] json() {
    var body = JsonNodeFactory.instance.objectNode();
    var criteria = body.putObject("filter_criteria");
    filters.forEach(filter -> add(criteria, filter));
    body.put("sort_order", "descending");
    body.put("limit", limit);
    if (paginationKey != null) {
      body.put("pagination_key", paginationKey);
    }
    return Json.bytes(body);
  }

  private static void add(ObjectNode criteria, CallFilter filter) {
    switch (filter) {
      case MetadataIs metadata ->
          criteria.withArray("metadata").add(text(metadata.value()).put("key", metadata.key()));
      case EndedSince since ->
          criteria
              .putObject("end_timestamp")
              .put("type", "number")
              .put("op", "ge")
              .put("value", since.time().toEpochMilli());
    }
  }

  private static ObjectNode text(String value) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "string")
        .put("op", "eq")
        .put("value", value);
  }
}
