package io.callstream.local.running;

import io.callstream.local.part.PartSpec;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How each kind of part is started. What a person has set in the shell reaches a part only where it
 * is about the machine; everything else is said here.
 */
public final class PartSpecs {

  private static final Set<String> OF_THE_MACHINE =
      Set.of("PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "JAVA_TOOL_OPTIONS");
  private static final String READINESS = "/actuator/health/readiness";

  private final Jars jars;
  private final Map<String, String> machine = new LinkedHashMap<>();
  private final Map<String, String> shared;

  /**
   * @param environment of this process
   * @param shared settings of CONTRACT.md that all three services get
   */
  public PartSpecs(Jars jars, Map<String, String> environment, Map<String, String> shared) {
    this.jars = jars;
    this.shared = Map.copyOf(shared);
    environment.forEach((name, value) -> {
      if (OF_THE_MACHINE.contains(name)) {
        machine.put(name, value);
      }
    });
  }

  /** The agent that every part is started with. */
  public Path leash() {
    return jars.leash();
  }

  public PartSpec gateway(String name, int port, int managementPort, String adminKey) {
    Map<String, String> settings = service(managementPort);
    settings.put("SERVER_PORT", String.valueOf(port));
    settings.put("CALLSTREAM_ADMIN_KEY", adminKey);
    return new PartSpec(name, jars.gateway(), 384, settings, readiness(managementPort));
  }

  public PartSpec dispatcher(String name, int managementPort) {
    return new PartSpec(
        name, jars.dispatcher(), 384, service(managementPort), readiness(managementPort));
  }

  public PartSpec projector(String name, int managementPort) {
    return new PartSpec(
        name, jars.projector(), 384, service(managementPort), readiness(managementPort));
  }

  public PartSpec sandbox(int port, SandboxSettings sandbox) {
    Map<String, String> settings = new LinkedHashMap<>(machine);
    settings.put("SERVER_PORT", String.valueOf(port));
    settings.put("SANDBOX_API_KEY", sandbox.apiKey());
    if (sandbox.webhookUrl() != null) {
      settings.put("SANDBOX_WEBHOOK_URL", sandbox.webhookUrl().toString());
    }
    settings.put("SANDBOX_SPEED", String.valueOf(sandbox.speed()));
    settings.put("SANDBOX_LEDGER", sandbox.ledger().toString());
    return new PartSpec(
        "sandbox", jars.sandbox(), 192, settings, Ports.local(port).resolve("/sandbox/health"));
  }

  private Map<String, String> service(int managementPort) {
    Map<String, String> settings = new LinkedHashMap<>(machine);
    settings.putAll(shared);
    settings.put("MANAGEMENT_PORT", String.valueOf(managementPort));
    return settings;
  }

  private static URI readiness(int managementPort) {
    return Ports.local(managementPort).resolve(READINESS);
  }
}
