package io.callstream.dispatcher.rules;

import io.callstream.contracts.Outcome;
import io.callstream.retell.ending.Ending;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the ends of all dials of one call that may have rung come to. A call has one such dial, but
 * for the provider's second calls and late evidence; then whoever was reached the most counts, and
 * not who ended last.
 */
public final class Conclusion {

  /** Whom the machine never calls again comes first. */
  private static final List<Outcome> MOST_REACHED =
      List.of(
          Outcome.ANSWERED,
          Outcome.TRANSFERRED,
          Outcome.DECLINED,
          Outcome.CANCELLED,
          Outcome.VOICEMAIL,
          Outcome.NOT_JOINED,
          Outcome.NO_ANSWER,
          Outcome.BUSY,
          Outcome.FAILED,
          Outcome.INVALID,
          Outcome.UNKNOWN);

  private Conclusion() {}

  /**
   * How a dial ended that may have rung.
   *
   * @param told by Retell; false for what we assume, and for what is abandoned or still open
   */
  public record DialEnd(boolean told, @Nullable String reason) {}

  /** The end that stands for the call; empty when Retell told none. */
  public static Optional<Ending> of(Collection<DialEnd> ends) {
    return ends.stream()
        .filter(DialEnd::told)
        .map(end -> Ending.of("ended", end.reason()))
        .min(Comparator.comparingInt(Conclusion::rank));
  }

  /** Whether the end of each is Retell's own word: only then may anybody be called again. */
  public static boolean certain(Collection<DialEnd> ends) {
    return !ends.isEmpty() && ends.stream().allMatch(DialEnd::told);
  }

  private static int rank(Ending ending) {
    return ending.outcome() == null ? 0 : MOST_REACHED.indexOf(ending.outcome());
  }
}
