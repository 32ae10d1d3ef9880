package io.callstream.projector;

import io.callstream.projector.sweep.SweepSettings;
import io.callstream.retell.RetellAccount;
import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.environment.ImpossibleSetting;
import io.callstream.runtime.environment.Installation;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The projector's own settings (CONTRACT.md, "Environment of every jar").
 *
 * @param installation whose calls are ours
 * @param instance names this process alone: in containers all have one process id, with which it
 *     ends
 * @param publicBaseUrl where the gateway answers; in the links of events
 * @param sweep how Retell is looked at for what webhooks missed; null without a key
 */
record ProjectorSettings(
    String installation, String instance, URI publicBaseUrl, @Nullable SweepSettings sweep) {

  /** As long as Retell repeats a webhook, and a little more. */
  private static final Duration GRACE = Duration.ofMinutes(2);

  /** How late Retell lists an end is not known; an analysis takes minutes. */
  private static final Duration SLACK = Duration.ofMinutes(30);

  /** Reads them; one of the ids names this process. */
  static ProjectorSettings from(Environment environment, Supplier<UUID> ids) {
    return new ProjectorSettings(
        Installation.of(environment),
        "status-projector-%s-%d".formatted(ids.get(), ProcessHandle.current().pid()),
        environment.uri("PUBLIC_BASE_URL", URI.create("http://127.0.0.1:8080")),
        sweep(environment));
  }

  private static @Nullable SweepSettings sweep(Environment environment) {
    return environment
        .text("RETELL_API_KEY", "RETELLAI_API_KEY")
        .map(key ->
            new SweepSettings(
                account(environment, key),
                environment.duration("SWEEP_EVERY", Duration.ofMinutes(5)),
                environment.duration("SWEEP_GRACE", GRACE),
                SLACK))
        .orElse(null);
  }

  private static RetellAccount account(Environment environment, String key) {
    try {
      return new RetellAccount(
          environment.uri("RETELL_BASE_URL", URI.create("https://api.retellai.com")), key);
    } catch (IllegalArgumentException e) {
      throw new ImpossibleSetting(
          "RETELL_API_KEY or RETELL_BASE_URL", String.valueOf(e.getMessage()));
    }
  }
}
