package io.callstream.sandbox.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Which page of a list of configured things is asked for.
 *
 * @param after the id that the page before ended with; empty for the first page
 */
record ListPage(int limit, String after, boolean newestFirst) {

  private static final int LIMIT_USUAL = 50;
  private static final int LIMIT_MAX = 1000;
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,3}");

  /** Reads a query; what is not known in it is refused. */
  static ListPage of(String query) throws Refusal {
    var page = new ListPage(LIMIT_USUAL, "", true);
    for (var part : query.split("&", -1)) {
      page = part.isEmpty() ? page : page.with(part);
    }
    return page;
  }

  private ListPage with(String part) throws Refusal {
    int equals = part.indexOf('=');
    var name = equals < 0 ? part : part.substring(0, equals);
    var value = URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8);
    return switch (name) {
      case "limit" -> new ListPage(limit(value), after, newestFirst);
      case "pagination_key" -> new ListPage(limit, value, newestFirst);
      case "sort_order" -> new ListPage(limit, after, newestFirst(value));
      default -> throw Refusal.badRequest(name + " is not known in this query");
    };
  }

  private static int limit(String value) throws Refusal {
    int limit = NUMBER.matcher(value).matches() ? Integer.parseInt(value) : 0;
    if (limit < 1 || limit > LIMIT_MAX) {
      throw Refusal.badRequest("limit must be a whole number from 1 to " + LIMIT_MAX);
    }
    return limit;
  }

  private static boolean newestFirst(String value) throws Refusal {
    return switch (value) {
      case "descending" -> true;
      case "ascending" -> false;
      default -> throw Refusal.badRequest("sort_order must be ascending or descending");
    };
  }
}
