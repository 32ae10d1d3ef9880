package io.callstream.gateway.dashboard;

import static java.util.Map.entry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Values in the words that people use. */
final class Words {

  private static final long MINUTE_S = 60;
  private static final long HOUR_MIN = 60;

  private static final Map<String, String> HOLDS =
      Map.ofEntries(
          entry("scheduled", "not due yet"),
          entry("no_slot", "until a line is free"),
          entry("paced", "until their turn comes"),
          entry("open_call", "being called just now"),
          entry("unknown_outcome", "until it is known whether they were called"),
          entry("provider_backoff", "while Retell asks for patience"),
          entry("line_stopped", "while the line to Retell is shut"),
          entry("restore_guard", "by the guard after a restore"),
          entry("control_unavailable", "while the rules cannot be read"),
          entry("stop_all", "while all dialling is stopped"),
          entry("not_started", "until the campaign starts"),
          entry("paused", "while the campaign is paused"),
          entry("outside_window", "outside the hours"),
          entry("suppressed", "on the do-not-call list"),
          entry("gap", "called a short while ago"),
          entry("daily_cap", "called often enough today"),
          entry("budget", "beyond the budget"),
          entry("retry_wait", "until their next attempt"));

  private Words() {}

  /** Why people are held, behind their number: {@code 38 on the do-not-call list}. */
  static String hold(String code) {
    return HOLDS.getOrDefault(code, "held: " + code.replace('_', ' '));
  }

  /** A time between two things: {@code 30 minutes}, {@code 1 day 12 hours}. */
  static String span(Duration span) {
    var parts = new ArrayList<String>();
    part(parts, span.toDays(), "day");
    part(parts, span.toHoursPart(), "hour");
    part(parts, span.toMinutesPart(), "minute");
    part(parts, span.toSecondsPart(), "second");
    return parts.isEmpty()
        ? "no time"
        : String.join(" ", parts.subList(0, Math.min(2, parts.size())));
  }

  private static void part(List<String> parts, long n, String unit) {
    if (n > 0) {
      parts.add(n + " " + unit + (n == 1 ? "" : "s"));
    }
  }

  /** A duration: {@code 48 s}, {@code 2 min 5 s}, {@code 1 h 3 min}. */
  static String duration(long millis) {
    var whole = Duration.ofMillis(millis + 500);
    long minutes = whole.toMinutes();
    if (minutes == 0) {
      return whole.toSeconds() + " s";
    }
    return minutes < HOUR_MIN
        ? minutes + " min " + whole.toSeconds() % MINUTE_S + " s"
        : whole.toHours() + " h " + minutes % HOUR_MIN + " min";
  }

  /** A name of the wire as a person reads it: {@code no_answer} is No answer. */
  static String name(String wire) {
    if (wire.isEmpty()) {
      return wire;
    }
    var text = wire.replace('_', ' ');
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** How a status is named on a page. */
  static String status(String wire) {
    return wire.equals("initiated") ? "Waiting" : name(wire);
  }

  /** A share in per cent. */
  static String share(long part, long whole) {
    return whole == 0 ? "–" : Math.round(100.0 * part / whole) + " %";
  }
}
