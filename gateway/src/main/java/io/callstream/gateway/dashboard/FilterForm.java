package io.callstream.gateway.dashboard;

import io.callstream.gateway.web.Query;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The filters of the list of calls as the address holds them.
 *
 * @param values without those that were left empty
 */
record FilterForm(Map<String, String> values) {

  private static final List<String> NAMES =
      List.of("q", "status", "outcome", "agent_id", "campaign_id", "since", "until", "tz");

  private static final String CURSOR = "cursor";
  private static final String LIMIT = "50";

  /** Of the parameters of a request; others than ours are left out. */
  static FilterForm of(Map<String, String> given) {
    var values = new LinkedHashMap<String, String>();
    for (var name : NAMES) {
      var value = given.getOrDefault(name, "").strip();
      if (!value.isEmpty()) {
        values.put(name, value);
      }
    }
    var cursor = given.getOrDefault(CURSOR, "");
    if (!cursor.isEmpty()) {
      values.put(CURSOR, cursor);
    }
    return new FilterForm(values);
  }

  /** What a field shows. */
  public String get(String name) {
    return values.getOrDefault(name, "");
  }

  /** Whether anything is filtered. */
  public boolean filtered() {
    return values.keySet().stream().anyMatch(name -> !name.equals("tz") && !name.equals(CURSOR));
  }

  /** Whether this is the first page. */
  public boolean first() {
    return !values.containsKey(CURSOR);
  }

  /** The same in the API's words, a page of the list long. */
  Query query() {
    return query(LIMIT);
  }

  /** A time without a zone is meant in the viewer's. */
  Query query(String limit) {
    var query = new LinkedHashMap<>(values);
    query.remove("tz");
    query.computeIfPresent("since", (_, text) -> instant(text));
    query.computeIfPresent("until", (_, text) -> instant(text));
    query.put("limit", limit);
    return Query.of(query);
  }

  /** This list, from another place on. */
  public String address(@Nullable String cursor) {
    var all = new LinkedHashMap<>(values);
    all.remove(CURSOR);
    if (cursor != null && !cursor.isEmpty()) {
      all.put(CURSOR, cursor);
    }
    return "/dashboard/calls?" + parameters(all);
  }

  /** All that is filtered, as a file. */
  public String export() {
    var all = new LinkedHashMap<>(values);
    all.remove(CURSOR);
    return "/dashboard/calls/export.csv?" + parameters(all);
  }

  static String parameters(Map<String, String> all) {
    return all.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /** The first page, for a link. */
  public String firstPage() {
    return address(null);
  }

  /** What is to be watched while this page is looked at. */
  String live(List<CallRow> rows) {
    var watched = rows.stream().map(row -> "call=" + row.id()).collect(Collectors.joining("&"));
    return "/dashboard/live?newest="
        + (first() ? "true" : "false")
        + (watched.isEmpty() ? "" : "&" + watched);
  }

  /** A time that cannot be read stays as it is: the filter then says so. */
  private String instant(String text) {
    try {
      return LocalDateTime.parse(text).atZone(zone()).toInstant().toString();
    } catch (DateTimeException e) {
      return text;
    }
  }

  private ZoneId zone() {
    try {
      return ZoneId.of(get("tz"));
    } catch (DateTimeException e) {
      return ZoneOffset.UTC;
    }
  }
}
