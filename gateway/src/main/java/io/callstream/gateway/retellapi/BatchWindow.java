package io.callstream.gateway.retellapi;

import io.callstream.contracts.Json;
import io.callstream.gateway.rule.WindowReader;
import io.callstream.gateway.web.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Retell's {@code call_time_window} as a campaign's window.
 *
 * @param rule the campaign's; all hours of all days when the batch has none, as at Retell
 * @param timezone by which it is meant for everybody; null when the batch has none
 */
record BatchWindow(ObjectNode rule, @Nullable String timezone) {

  private static final String AT = "$.call_time_window";

  /** Retell's own default. */
  private static final String TIMEZONE = "America/Los_Angeles";

  private static final int DAY_MINUTES = 24 * 60;
  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
  private static final Map<String, String> OURS =
      Map.of(
          "Monday", "mon",
          "Tuesday", "tue",
          "Wednesday", "wed",
          "Thursday", "thu",
          "Friday", "fri",
          "Saturday", "sat",
          "Sunday", "sun");

  /** Reads one; what is wrong is added to the errors. */
  static BatchWindow read(@Nullable JsonNode given, List<FieldError> errors) {
    if (given == null || given.isNull()) {
      return new BatchWindow(rule(DAYS, 0, DAY_MINUTES), null);
    }
    var days = days(given.path("day"));
    var timezone = given.path("timezone");
    var windows = given.path("windows");
    var window = windows.path(0);
    boolean good = isMinute(window.path("start")) && isMinute(window.path("end"));
    if (!given.isObject() || !Set.of("windows", "day", "timezone").containsAll(names(given))) {
      wrong(errors, "", "Must be an object of windows, day and timezone");
    } else if (!good || windows.size() != 1 || window.size() != 2) {
      wrong(errors, ".windows", "Must be one window here, start and end in minutes since midnight");
    } else if (window.get("start").intValue() >= window.get("end").intValue()) {
      wrong(errors, ".windows[0].end", "Must be later than start");
    } else if (days == null) {
      wrong(errors, ".day", "Must be a list of days from Monday to Sunday");
    } else if (!absent(timezone) && !WindowReader.isZone(timezone.asString(""))) {
      wrong(errors, ".timezone", "Must be an IANA time zone such as Europe/Berlin");
    } else {
      return new BatchWindow(
          rule(days, window.get("start").intValue(), window.get("end").intValue()),
          absent(timezone) ? TIMEZONE : timezone.stringValue());
    }
    return new BatchWindow(rule(DAYS, 0, DAY_MINUTES), null);
  }

  private static ObjectNode rule(List<String> days, int start, int end) {
    var rule = Json.mapper().createObjectNode().put("from", time(start)).put("to", time(end));
    days.forEach(rule.putArray("days")::add);
    return rule;
  }

  private static String time(int minute) {
    return "%02d:%02d".formatted(minute / 60, minute % 60);
  }

  /** No day means every day; null when it is wrong. */
  private static @Nullable List<String> days(JsonNode day) {
    if (absent(day) || (day.isArray() && day.isEmpty())) {
      return DAYS;
    }
    var days = day.valueStream().map(name -> OURS.getOrDefault(name.asString(""), "")).toList();
    return day.isArray() && DAYS.containsAll(days) ? days : null;
  }

  private static boolean isMinute(JsonNode node) {
    return node.isInt() && node.intValue() >= 0 && node.intValue() <= DAY_MINUTES;
  }

  private static boolean absent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static Set<String> names(JsonNode object) {
    return Set.copyOf(object.propertyNames());
  }

  private static void wrong(List<FieldError> errors, String member, String message) {
    errors.add(new FieldError(AT + member, message));
  }
}
