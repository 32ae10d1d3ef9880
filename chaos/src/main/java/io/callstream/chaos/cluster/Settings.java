package io.callstream.chaos.cluster;

import io.callstream.chaos.cluster.Topology.Role;
import io.callstream.local.running.DemoWaits;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the services are told: the demo's short waits, and leases and lengths short enough that a
 * run of minutes sees them pass.
 */
final class Settings {

  static final String ADMIN_KEY = "chaos-admin-key";
  static final String RETELL_KEY = "sandbox-key";
  static final int SANDBOX_SPEED = DemoWaits.MADE_FOR_SPEED;

  private static final String INSTALLATION = "chaos";

  private Settings() {}

  /**
   * Those of a role.
   *
   * @param own of the run, in place of what is said here
   */
  static Map<String, String> of(
      Role role, Topology topology, Links links, Map<String, String> own) {
    Map<String, String> settings = new LinkedHashMap<>(DemoWaits.at(SANDBOX_SPEED));
    // So that many pass the gate at once, wherever many are due.
    settings.put("DIAL_PER_SECOND", "5000");
    settings.put("DIAL_UNANSWERED", "50");
    settings.put("DIAL_READ_TIMEOUT", "4s");
    settings.put("DIAL_LEASE", "6s");
    settings.put("CALL_ASK_MAX", "5s");
    settings.put("CALL_LENGTH_MAX", "60s");
    settings.put("REQUEST_REAPPEND_AFTER", "20s");
    settings.put("CALLSTREAM_INSTALLATION", INSTALLATION);
    settings.put("KAFKA_BOOTSTRAP_SERVERS", links.bootstrap(role));
    settings.put("KAFKA_REPLICATION", String.valueOf(topology.brokers()));
    settings.put(
        "DATABASE_URL",
        "jdbc:postgresql://127.0.0.1:%d/callstream"
            .formatted(links.port(Topology.toDatabase(role))));
    settings.put("DATABASE_USER", "callstream");
    settings.put("DATABASE_PASSWORD", "callstream");
    settings.put("PUBLIC_BASE_URL", "http://127.0.0.1:" + links.port(Topology.CALLERS));
    settings.put("RETELL_BASE_URL", "http://127.0.0.1:" + links.port(Topology.DIALS));
    settings.put("RETELL_API_KEY", RETELL_KEY);
    settings.put("RETELL_FROM_NUMBER", "+12125550100");
    settings.put("RETELL_AGENT_ID", "agent_chaos");
    settings.putAll(own);
    return settings;
  }
}
