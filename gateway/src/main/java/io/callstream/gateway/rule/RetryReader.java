package io.callstream.gateway.rule;

import io.callstream.contracts.Outcome;
import io.callstream.contracts.RetryRule;
import io.callstream.retell.ending.DisconnectionReason;
import io.callstream.retell.ending.DisconnectionReasons;
import io.callstream.retell.ending.RetryClass;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads when calls are repeated. Only after ends at which a machine may call again (MECHANISMS.md
 * C3): outcomes and reasons of retry class later or soon.
 */
public final class RetryReader {

  public static final int ATTEMPTS_MAX = 10;
  private static final long DELAY_MAX_S = 366L * 86_400;

  /** Outcome {@code failed} has reasons of every class; its reasons must be named. */
  private static final Set<String> ALLOWED =
      Stream.concat(
              Stream.of(Outcome.NO_ANSWER, Outcome.BUSY, Outcome.VOICEMAIL).map(Outcome::wire),
              DisconnectionReasons.all().stream()
                  .filter(reason ->
                      reason.retry() == RetryClass.LATER || reason.retry() == RetryClass.SOON)
                  .map(DisconnectionReason::name))
          .collect(Collectors.toUnmodifiableSet());

  private RetryReader() {}

  /** The rule of a single call. */
  public static RetryRule ofCall(Fields fields) {
    fields.onlyKnown(Set.of("max_attempts", "on", "delay_s"));
    if (fields.present("max_attempts") == null) {
      fields.wrong("max_attempts", "max_attempts is missing");
    }
    var attempts = fields.whole("max_attempts", 1, ATTEMPTS_MAX);
    return new RetryRule(attempts == null ? 1 : attempts.intValue(), on(fields), delay(fields));
  }

  /** The ends that a rule names. */
  public static List<String> on(Fields fields) {
    var on = fields.texts("on", ALLOWED.size());
    if (on.isEmpty()) {
      fields.wrong("on", "Must name at least one outcome or reason");
    }
    on.stream()
        .filter(name -> !ALLOWED.contains(name))
        .forEach(name ->
            fields.wrong(
                "on",
                "Nobody is called again after "
                    + name
                    + "; possible are "
                    + ALLOWED.stream().sorted().collect(Collectors.joining(", "))));
    return on.stream().distinct().toList();
  }

  /** The wait that a rule names. */
  public static long delay(Fields fields) {
    if (fields.present("delay_s") == null) {
      fields.wrong("delay_s", "delay_s is missing");
    }
    return Objects.requireNonNullElse(fields.whole("delay_s", 1, DELAY_MAX_S), 1L);
  }
}
