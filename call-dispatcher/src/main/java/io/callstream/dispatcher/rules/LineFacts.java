package io.callstream.dispatcher.rules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What concerns every call alike, read in one statement under the locks of stop switch and budget.
 *
 * @param now the database's clock
 * @param nextDialAt what the rate says
 * @param unanswered creates that wait for their answer
 * @param taken dials that are open, late and second ones included
 * @param slots how many may be; null while Retell does not say
 */
public record LineFacts(
    Instant now,
    Control control,
    GuardView guard,
    LineState line,
    int duplicates,
    Instant nextDialAt,
    int unanswered,
    int taken,
    @Nullable Integer slots) {

  /**
   * The gateway's control.
   *
   * @param known false while its tables are not there
   * @param reopenedAt when a person last opened the line
   */
  public record Control(boolean known, boolean stopped, @Nullable Instant reopenedAt) {}

  /**
   * The restore guard.
   *
   * @param shut the reason, when it is shut and not released
   * @param sameDatabase whether this is the cluster and timeline that the ledger was trusted on
   * @param databaseStart when the server was started
   * @param readBackUnder the same, as it was when this process last read back what was published;
   *     null before
   */
  public record GuardView(
      @Nullable String shut,
      boolean sameDatabase,
      Instant databaseStart,
      @Nullable Instant readBackUnder) {

    /** Whether this process has read back what was published since the server was started. */
    boolean readBack() {
      return databaseStart.equals(readBackUnder);
    }
  }

  /** The same with another number of slots. */
  public LineFacts withSlots(@Nullable Integer slots) {
    return new LineFacts(
        now, control, guard, line, duplicates, nextDialAt, unanswered, taken, slots);
  }

  /** The same with the start of the server under which this process has read back. */
  public LineFacts readBackUnder(@Nullable Instant start) {
    var view = new GuardView(guard.shut(), guard.sameDatabase(), guard.databaseStart(), start);
    return new LineFacts(
        now, control, view, line, duplicates, nextDialAt, unanswered, taken, slots);
  }
}
