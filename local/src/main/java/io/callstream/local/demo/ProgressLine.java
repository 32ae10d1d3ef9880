package io.callstream.local.demo;

import java.io.PrintStream;
import java.time.Duration;

/** Shows how far the calls are: a bar that moves on a terminal, now and then a line elsewhere. */
final class ProgressLine {

  private static final int BAR_WIDTH = 30;
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(3);
  private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";

  private final PrintStream out;
  private final boolean terminal;
  private String shown = "";
  private long shownAt;

  ProgressLine(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void show(Snapshot snapshot) {
    if (terminal) {
      out.print("\r" + bar(snapshot) + " " + snapshot.line() + CLEAR_TO_END_OF_LINE);
      out.flush();
      return;
    }
    String line = snapshot.line();
    boolean due = shown.isEmpty() || System.nanoTime() - shownAt >= BETWEEN_LINES.toNanos();
    if (!line.equals(shown) && (due || snapshot.allEnded())) {
      out.println(line);
      shown = line;
      shownAt = System.nanoTime();
    }
  }

  /** Ends the bar, so that what follows begins a line. */
  void end() {
    if (terminal) {
      out.println();
    }
  }

  private static String bar(Snapshot snapshot) {
    int filled = BAR_WIDTH * snapshot.ended() / Math.max(1, snapshot.asked());
    return "[" + "#".repeat(filled) + "-".repeat(BAR_WIDTH - filled) + "]";
  }
}
