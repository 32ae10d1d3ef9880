package io.callstream.gateway.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last 24 hours at a glance.
 *
 * @param limit calls that may run at once; null when it is not known
 */
record Glance(
    long calls,
    long answered,
    long ended,
    long inFlight,
    @Nullable Integer limit,
    long dialsPerMinute,
    List<Held> held,
    long deadLetters,
    List<Hour> hours,
    List<CallRow> failures,
    When at) {

  private static final int CHART_HEIGHT = 100;

  /** How many wait for one reason. */
  record Held(String code, String text, long calls) {}

  /** One hour's calls by what became of them. */
  record Hour(When from, long answered, long voicemail, long unreached, long broken, long open) {

    long all() {
      return answered + voicemail + unreached + broken + open;
    }
  }

  /** A block of the chart: place and height in hundredths of the highest hour. */
  record Block(int column, String kind, double top, double height) {}

  /** Of those that ended, how many a person answered. */
  public String answerRate() {
    return Words.share(answered, ended);
  }

  /** Against the limit. */
  public String flight() {
    return limit == null ? String.valueOf(inFlight) : inFlight + " of " + limit;
  }

  /** How many wait at all. */
  public long waiting() {
    return held.stream().mapToLong(Held::calls).sum();
  }

  /** The highest hour. */
  public long highest() {
    return Math.max(1, hours.stream().mapToLong(Hour::all).max().orElse(1));
  }

  /** The chart, from the ground up. */
  public List<Block> blocks() {
    var blocks = new java.util.ArrayList<Block>();
    for (int i = 0; i < hours.size(); i++) {
      var hour = hours.get(i);
      double top = CHART_HEIGHT;
      top = add(blocks, i, "answered", hour.answered(), top);
      top = add(blocks, i, "voicemail", hour.voicemail(), top);
      top = add(blocks, i, "unreached", hour.unreached(), top);
      top = add(blocks, i, "broken", hour.broken(), top);
      add(blocks, i, "open", hour.open(), top);
    }
    return blocks;
  }

  private double add(List<Block> blocks, int column, String kind, long n, double top) {
    double height = (double) CHART_HEIGHT * n / highest();
    if (n > 0) {
      blocks.add(new Block(column, kind, top - height, height));
    }
    return top - height;
  }
}
