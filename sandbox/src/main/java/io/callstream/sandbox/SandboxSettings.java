package io.callstream.sandbox;

import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.environment.ImpossibleSetting;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the sandbox is told by its environment (CONTRACT.md).
 *
 * @param port 0 takes a free one
 * @param apiKey the key it expects, and signs with
 * @param webhookUrl empty sends no webhooks
 * @param speed divides ring, talk, analysis and lateness
 * @param callsKept remembered at most, the newest of those that are over and all others
 */
record SandboxSettings(
    int port, String apiKey, Optional<URI> webhookUrl, double speed, Path ledger, int callsKept) {

  private static final int PORT = 8090;
  private static final int CALLS_KEPT = 20_000;
  private static final int CALLS_KEPT_MAX = 10_000_000;
  private static final BigDecimal SPEED_MAX = BigDecimal.valueOf(10_000);
  private static final String WEBHOOK_URL = "SANDBOX_WEBHOOK_URL";
  private static final URI UNUSED = URI.create("http://unused.invalid");

  static SandboxSettings of(Environment environment) {
    return new SandboxSettings(
        environment.integer("SERVER_PORT", PORT, 0, 65_535),
        environment.textOr("SANDBOX_API_KEY", "sandbox-key"),
        environment.text(WEBHOOK_URL).map(_ -> environment.uri(WEBHOOK_URL, UNUSED)),
        environment.positive("SANDBOX_SPEED", BigDecimal.ONE, SPEED_MAX).doubleValue(),
        path(environment.textOr("SANDBOX_LEDGER", ".callstream/sandbox-ledger.ndjson")),
        environment.integer("SANDBOX_CALLS_KEPT", CALLS_KEPT, 1, CALLS_KEPT_MAX));
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new ImpossibleSetting("SANDBOX_LEDGER", "must be a path");
    }
  }
}
