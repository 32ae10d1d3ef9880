package io.callstream.bench;

/**
 * A figure that is wanted to be so much.
 *
 * @param wanted in words
 */
public record Check(String what, double value, String wanted, boolean met) {

  public static Check atLeast(String what, double value, double limit) {
    return new Check(what, rounded(value), "at least " + limit, value >= limit);
  }

  public static Check atMost(String what, double value, double limit) {
    return new Check(what, rounded(value), "at most " + limit, value <= limit);
  }

  public static Check exactly(String what, long value, long wanted) {
    return new Check(what, (double) value, "exactly " + wanted, value == wanted);
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }

  String line() {
    return "  %-4s %-78s %8.2f   (%s)".formatted(met ? "ok" : "MISS", what, value, wanted);
  }
}
