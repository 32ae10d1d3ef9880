package io.callstream.local.running;

import io.callstream.local.data.DataDir;
import io.callstream.stack.CannotStart;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the three services are told beyond where Kafka and PostgreSQL are, and whom they call.
 *
 * @param settings of CONTRACT.md
 * @param sandboxSpeed zero when the calls are placed at Retell itself
 */
public record Plan(Map<String, String> settings, int sandboxSpeed) {

  private static final String SANDBOX_KEY = "sandbox-key";
  private static final String SANDBOX_FROM_NUMBER = "+12125550100";
  private static final String SANDBOX_AGENT = "agent_sandbox";
  private static final String INSTALLATION = "CALLSTREAM_INSTALLATION";
  private static final int REAL_TIME = 1;

  /** Whether the calls go to the sandbox. */
  public boolean sandbox() {
    return sandboxSpeed > 0;
  }

  /** Calls to the sandbox, with waits that fit its speed (MECHANISMS.md H1). */
  public static Plan demo(URI sandbox, int speed) {
    Map<String, String> settings = toSandbox(sandbox);
    settings.putAll(DemoWaits.at(speed));
    return new Plan(settings, speed);
  }

  /** Calls to the sandbox in real time; settings of the shell hold, but for whom to call. */
  public static Plan sandbox(URI sandbox, Map<String, String> environment) {
    Map<String, String> settings = tuned(environment);
    settings.putAll(toSandbox(sandbox));
    return new Plan(settings, REAL_TIME);
  }

  /**
   * Calls to Retell itself: people's phones ring.
   *
   * @param installation told to Retell with each call
   * @throws CannotStart when a setting that Retell needs is missing
   */
  public static Plan live(Map<String, String> environment, String installation) {
    Map<String, String> settings = tuned(environment);
    requireOne(settings, "--live needs RETELL_API_KEY", "RETELL_API_KEY", "RETELLAI_API_KEY");
    settings.put(INSTALLATION, installation);
    return new Plan(settings, 0);
  }

  /** The sandbox's own settings. */
  SandboxSettings sandboxSettings(Ports ports, DataDir dataDir) {
    return new SandboxSettings(
        SANDBOX_KEY,
        ports.gatewayUri().resolve("/api/webhooks/retell"),
        sandboxSpeed,
        dataDir.ledger());
  }

  private static Map<String, String> toSandbox(URI sandbox) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("RETELL_BASE_URL", sandbox.toString());
    settings.put("RETELL_API_KEY", SANDBOX_KEY);
    settings.put("RETELL_WEBHOOK_KEYS", SANDBOX_KEY);
    settings.put("RETELL_FROM_NUMBER", SANDBOX_FROM_NUMBER);
    settings.put("RETELL_AGENT_ID", SANDBOX_AGENT);
    return settings;
  }

  /** What a person may say in the shell to the services. */
  private static Map<String, String> tuned(Map<String, String> environment) {
    Map<String, String> settings = new TreeMap<>(environment);
    settings
        .keySet()
        .removeIf(name ->
            !name.equals(INSTALLATION)
                && !name.matches(
                    "(RETELL|RETELLAI|WEB_CALL|DIAL|CALL|REQUEST|SWEEP|PUBLIC)_[A-Z_]+"));
    settings.values().removeIf(String::isBlank);
    return settings;
  }

  private static void requireOne(Map<String, String> settings, String otherwise, String... names) {
    for (String name : names) {
      @Nullable String value = settings.get(name);
      if (value != null) {
        return;
      }
    }
    throw new CannotStart(otherwise);
  }
}
