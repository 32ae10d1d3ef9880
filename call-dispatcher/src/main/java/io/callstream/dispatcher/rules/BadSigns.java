package io.callstream.dispatcher.rules;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a campaign goes so wrong that it pauses itself until a person has looked.
 *
 * @param unpaid a call of it ended for want of payment
 * @param lineShut why Retell refuses every call (401, 402); null when it does not
 * @param ended its newest calls that are over, 50 at most
 * @param failed of these, those that came to nothing for technical reasons, or were refused
 * @param dials of the last ten minutes that may have rung, to those of the newest 1,000 of them
 * @param people that these dials were for
 * @param attemptsPlanned for each person at most
 */
public record BadSigns(
    boolean unpaid,
    @Nullable String lineShut,
    int ended,
    int failed,
    int dials,
    int people,
    int attemptsPlanned) {

  /** So many of its newest calls are looked at. */
  public static final int NEWEST = 50;

  /** Whom so many of its newest dials were for is looked at: at full speed there are far more. */
  public static final int NEWEST_DIALS = 1_000;

  /** Fewer say nothing. */
  private static final int ENOUGH = 20;

  private static final double OUT_OF_PLAN = 1.5;

  /** Why it pauses; empty when it goes on. */
  public Optional<String> pause() {
    if (unpaid) {
      return Optional.of("Retell ended a call for want of payment (no_valid_payment)");
    }
    if (lineShut != null) {
      return Optional.of("Retell refuses every call: " + lineShut);
    }
    if (ended >= ENOUGH && failed * 2 > ended) {
      return Optional.of("%d of its last %d calls have failed".formatted(failed, ended));
    }
    boolean outOfPlan = dials >= ENOUGH && dials > OUT_OF_PLAN * attemptsPlanned * people;
    return outOfPlan
        ? Optional.of(
            "%d dials to %d people within ten minutes, but %d attempts each are planned"
                .formatted(dials, people, attemptsPlanned))
        : Optional.empty();
  }
}
