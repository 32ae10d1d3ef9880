package io.callstream.chaos.soak;

import java.util.List;
import java.util.Locale;

/** What is watched, of all instances together. */
enum Gauge {
  HEAP_MEGABYTES("heap MB", 60, Of.LOWEST),
  FILES("open files", 60, Of.LOWEST),
  THREADS("threads", 40, Of.LOWEST),
  CONNECTIONS("connections", 20, Of.LOWEST),
  /** Records that readers have still to read. */
  LAG("lag", 200, Of.MEDIAN),
  /** That the outbox's slot keeps. */
  WAL_MEGABYTES("WAL MB", 64, Of.MEDIAN);

  /** What stands for a stretch of time. */
  private enum Of {
    /** Of what is given back now and then, as by a collector of garbage. */
    LOWEST,
    /** Of what one lucky moment without any work would hide. */
    MEDIAN
  }

  /** So much more in the end is flat, and the slack besides. */
  private static final double SHARE = 0.2;

  private final String word;
  private final double slack;
  private final Of of;

  Gauge(String word, double slack, Of of) {
    this.word = word;
    this.slack = slack;
    this.of = of;
  }

  String word() {
    return word;
  }

  /** {@code lowest} or {@code median}. */
  String ofWord() {
    return of.name().toLowerCase(Locale.ROOT);
  }

  /** What stands for these looks at it; zero when there are none. */
  double of(List<Sample> samples) {
    double[] values = samples.stream().mapToDouble(sample -> sample.value(this)).sorted().toArray();
    return values.length == 0 ? 0 : values[of == Of.LOWEST ? 0 : values.length / 2];
  }

  /** Whether it has not grown from an early stretch to a late one. */
  boolean flat(double early, double late) {
    return late <= early * (1 + SHARE) + slack;
  }
}
