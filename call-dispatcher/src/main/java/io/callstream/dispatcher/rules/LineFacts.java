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
   */
  public record GuardView(@Nullable String shut, boolean sameDatabase) {}

  /** The same with another number of slots. */
  public LineFacts withSlots(@Nullable Integer slots) {
    return new LineFacts(
        now, control, guard, line, duplicates, nextDialAt, unanswered, taken, slots);
  }
}
