package io.callstream.chaos.soak;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All gauges at one moment.
 *
 * @param at from the beginning
 */
record Sample(Duration at, Map<Gauge, Double> values) {

  Sample(Duration at, Map<Gauge, Double> values) {
    this.at = at;
    this.values = new EnumMap<>(values);
  }

  double value(Gauge gauge) {
    return values.getOrDefault(gauge, 0.0);
  }

  static String heading() {
    return "  minute "
        + Arrays.stream(Gauge.values())
            .map(gauge -> "%12s".formatted(gauge.word()))
            .collect(Collectors.joining());
  }

  /** A line of the table. */
  String line() {
    return String.format(Locale.ROOT, "  %6.1f ", at.toMillis() / 60_000.0)
        + Arrays.stream(Gauge.values())
            .map(gauge -> String.format(Locale.ROOT, "%12.0f", value(gauge)))
            .collect(Collectors.joining());
  }
}
