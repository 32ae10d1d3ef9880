package io.callstream.gateway.dashboard;

import java.time.Duration;
import java.util.Locale;

/** Values in the words that people use. */
final class Words {

  private static final long MINUTE_S = 60;
  private static final long HOUR_MIN = 60;

  private Words() {}

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
