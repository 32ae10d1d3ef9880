package io.callstream.gateway;

import io.callstream.gateway.call.CallDefaults;
import io.callstream.gateway.dashboard.DashboardSettings;
import io.callstream.gateway.dashboard.signin.Passwords;
import io.callstream.gateway.dryrun.DryRunSettings;
import io.callstream.gateway.number.PhoneNumbers;
import io.callstream.gateway.provider.RetellAccess;
import io.callstream.gateway.request.RedeliverySettings;
import io.callstream.gateway.web.AdminKey;
import io.callstream.gateway.webcall.WebCallSettings;
import io.callstream.gateway.webhook.WebhookSettings;
import io.callstream.retell.RetellAccount;
import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.environment.ImpossibleSetting;
import io.callstream.runtime.environment.Installation;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The gateway's own settings (CONTRACT.md, "Environment of every jar").
 *
 * @param serverPort for users
 * @param managementPort for health and metrics
 */
record GatewaySettings(
    int serverPort,
    int managementPort,
    AdminKey adminKey,
    CallDefaults calls,
    RedeliverySettings redelivery,
    WebhookSettings webhooks,
    RetellAccess retell,
    WebCallSettings webCalls,
    DashboardSettings dashboard,
    DryRunSettings dryRuns) {

  private static final URI RETELL = URI.create("https://api.retellai.com");
  private static final URI HERE = URI.create("http://127.0.0.1:8080");

  private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.-]+(:[1-9][0-9]{0,4})?");

  private static final int LAST_PORT = 65_535;

  /** Reads them; what is missing or impossible is named. */
  static GatewaySettings from(Environment environment) {
    return new GatewaySettings(
        environment.integer("SERVER_PORT", 8080, 0, LAST_PORT),
        environment.integer("MANAGEMENT_PORT", 8081, 0, LAST_PORT),
        new AdminKey(environment.required("CALLSTREAM_ADMIN_KEY")),
        calls(environment),
        new RedeliverySettings(
            environment.duration("REQUEST_REAPPEND_AFTER", Duration.ofMinutes(5))),
        new WebhookSettings(webhookKeys(environment), Installation.of(environment)),
        new RetellAccess(
            environment
                .text("RETELL_API_KEY", "RETELLAI_API_KEY")
                .map(key -> account(environment, key))),
        webCalls(environment),
        new DashboardSettings(
            environment.uri("PUBLIC_BASE_URL", HERE),
            environment.text("CALLSTREAM_ADMIN_PASSWORD").map(GatewaySettings::password)),
        new DryRunSettings(environment.duration("CALL_LENGTH_MAX", Duration.ofHours(2))));
  }

  private static CallDefaults calls(Environment environment) {
    var fromNumber = environment.text("RETELL_FROM_NUMBER").orElse(null);
    if (fromNumber != null && !PhoneNumbers.isE164(fromNumber)) {
      throw new ImpossibleSetting("RETELL_FROM_NUMBER", "must be written in E.164");
    }
    return new CallDefaults(fromNumber, environment.text("RETELL_AGENT_ID").orElse(null));
  }

  private static String password(String text) {
    Passwords.problem(text)
        .ifPresent(problem -> {
          throw new ImpossibleSetting("CALLSTREAM_ADMIN_PASSWORD", problem);
        });
    return text;
  }

  private static RetellAccount account(Environment environment, String key) {
    try {
      return new RetellAccount(environment.uri("RETELL_BASE_URL", RETELL), key);
    } catch (IllegalArgumentException e) {
      throw new ImpossibleSetting(
          "RETELL_API_KEY or RETELL_BASE_URL", String.valueOf(e.getMessage()));
    }
  }

  private static WebCallSettings webCalls(Environment environment) {
    return new WebCallSettings(
        environment.oneOf("RETELL_WEB_CALL_VERSION", "v3", "v2"),
        origins(environment),
        environment.list("WEB_CALL_AGENTS"),
        environment.uri("PUBLIC_BASE_URL", HERE),
        Installation.of(environment));
  }

  /** As browsers write them; one that is written otherwise would match none, and say nothing. */
  private static List<String> origins(Environment environment) {
    var origins = environment.list("WEB_CALL_ORIGINS");
    if (origins.stream().allMatch(ORIGIN.asMatchPredicate().or("*"::equals))) {
      return origins;
    }
    throw new ImpossibleSetting(
        "WEB_CALL_ORIGINS", "must be origins such as https://shop.example, or * for all");
  }

  private static List<String> webhookKeys(Environment environment) {
    var keys = environment.list("RETELL_WEBHOOK_KEYS");
    return keys.isEmpty()
        ? environment
            .text("RETELL_API_KEY", "RETELLAI_API_KEY")
            .map(List::of)
            .orElseThrow(() ->
                new ImpossibleSetting(
                    "RETELL_WEBHOOK_KEYS", "is not set, and neither is RETELL_API_KEY"))
        : keys;
  }
}
