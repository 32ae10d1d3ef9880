package io.callstream.dispatcher;

import io.callstream.dispatcher.gate.GateSettings;
import io.callstream.dispatcher.ledger.Waits;
import io.callstream.dispatcher.rules.AskSchedule;
import io.callstream.dispatcher.rules.Backoff;
import io.callstream.dispatcher.rules.LineLimits;
import io.callstream.retell.RetellAccount;
import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.environment.ImpossibleSetting;
import io.callstream.runtime.environment.Installation;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * The dispatcher's own settings (CONTRACT.md, "Environment of every jar").
 *
 * @param readTimeout {@code DIAL_READ_TIMEOUT}: the socket is closed so long after the request
 * @param concurrency {@code DIAL_CONCURRENCY}
 */
record DispatcherSettings(
    RetellAccount account,
    GateSettings gate,
    Duration readTimeout,
    OptionalInt concurrency,
    Waits waits,
    LineLimits line) {

  private static final URI RETELL = URI.create("https://api.retellai.com");
  private static final int CALLS_MAX = 100_000;
  private static final BigDecimal PER_SECOND_MAX = BigDecimal.valueOf(100_000);

  /** Reads them; {@code sender} names this process. */
  static DispatcherSettings from(Environment environment, UUID sender) {
    var readTimeout = environment.duration("DIAL_READ_TIMEOUT", Duration.ofMinutes(2));
    return new DispatcherSettings(
        account(environment),
        gate(environment, sender, readTimeout),
        readTimeout,
        environment.optionalInteger("DIAL_CONCURRENCY", 0, CALLS_MAX),
        waits(environment),
        LineLimits.resting(
            environment.duration("DIAL_REST_MIN", Duration.ofSeconds(10)), restMax(environment)));
  }

  String installation() {
    return gate.installation();
  }

  private static RetellAccount account(Environment environment) {
    var key = environment.required("RETELL_API_KEY", "RETELLAI_API_KEY");
    try {
      return new RetellAccount(environment.uri("RETELL_BASE_URL", RETELL), key);
    } catch (IllegalArgumentException e) {
      throw new ImpossibleSetting(
          "RETELL_API_KEY or RETELL_BASE_URL", String.valueOf(e.getMessage()));
    }
  }

  private static GateSettings gate(Environment environment, UUID sender, Duration readTimeout) {
    var lease = environment.duration("DIAL_LEASE", Duration.ofSeconds(130));
    if (lease.compareTo(readTimeout) < 0) {
      throw new ImpossibleSetting("DIAL_LEASE", "must not be shorter than DIAL_READ_TIMEOUT");
    }
    return new GateSettings(
        Installation.of(environment),
        sender,
        environment.positive("DIAL_PER_SECOND", BigDecimal.ONE, PER_SECOND_MAX),
        environment.integer("DIAL_UNANSWERED", 5, 1, CALLS_MAX),
        environment.duration("DIAL_WRITE_LIMIT", Duration.ofSeconds(2)),
        lease,
        lengthMax(environment),
        restMax(environment).dividedBy(2));
  }

  private static Waits waits(Environment environment) {
    var askFirst = environment.duration("DIAL_ASK_FIRST", Duration.ofSeconds(5));
    var abandonAfter = environment.duration("DIAL_ABANDON_AFTER", Duration.ofMinutes(15));
    return new Waits(
        environment.duration("DIAL_THROTTLE_SETTLE", Duration.ofMinutes(5)),
        AskSchedule.whileUnknown(askFirst, abandonAfter),
        abandonAfter,
        new Backoff(
            environment.duration("CALL_ASK_FIRST", Duration.ofSeconds(60)),
            environment.duration("CALL_ASK_MAX", Duration.ofMinutes(10))),
        environment.duration("CALL_RING_MAX", Duration.ofMinutes(5)),
        lengthMax(environment));
  }

  private static Duration restMax(Environment environment) {
    return environment.duration("DIAL_REST_MAX", Duration.ofMinutes(10));
  }

  private static Duration lengthMax(Environment environment) {
    return environment.duration("CALL_LENGTH_MAX", Duration.ofHours(2));
  }
}
