package io.callstream.chaos.soak;

/** What is watched, of all instances together. */
enum Gauge {
  HEAP_MEGABYTES("heap MB", 60),
  FILES("open files", 60),
  THREADS("threads", 40),
  CONNECTIONS("connections", 20),
  /** Records that readers have still to read. */
  LAG("lag", 200),
  /** That the outbox's slot keeps. */
  WAL_MEGABYTES("WAL MB", 64);

  /** So much more in the end is flat, and the slack besides. */
  private static final double SHARE = 0.2;

  private final String word;
  private final double slack;

  Gauge(String word, double slack) {
    this.word = word;
    this.slack = slack;
  }

  String word() {
    return word;
  }

  /** Whether it has not grown from an early stretch to a late one, the lowest of each. */
  boolean flat(double early, double late) {
    return late <= early * (1 + SHARE) + slack;
  }
}
