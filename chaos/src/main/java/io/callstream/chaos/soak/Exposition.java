package io.callstream.chaos.soak;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a service tells of itself, in Prometheus' text. */
record Exposition(String text) {

  private static final Pattern LINE =
      Pattern.compile("^(\\w+)(\\{[^}]*})? ([^ ]+)$", Pattern.MULTILINE);

  /**
   * The sum over all series of a metric.
   *
   * @param label what their labels hold; empty for all
   */
  double sum(String metric, String label) {
    double sum = 0;
    Matcher lines = LINE.matcher(text);
    while (lines.find()) {
      String labels = lines.group(2) == null ? "" : lines.group(2);
      if (lines.group(1).equals(metric) && labels.contains(label)) {
        double value = Double.parseDouble(lines.group(3));
        sum += Double.isNaN(value) ? 0 : value;
      }
    }
    return sum;
  }
}
