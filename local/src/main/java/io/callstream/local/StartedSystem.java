package io.callstream.local;

import io.callstream.local.data.AdminKey;
import io.callstream.local.data.AdminPassword;
import io.callstream.local.data.DataDir;
import io.callstream.local.running.Jars;
import io.callstream.local.running.LocalSystem;
import io.callstream.local.running.PartDied;
import io.callstream.local.running.PartSpecs;
import io.callstream.local.running.Plan;
import io.callstream.local.running.Ports;
import io.callstream.stack.CannotStart;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** The whole system, ready, with what a person has to know of it. */
record StartedSystem(
    LocalSystem parts,
    DataDir dataDir,
    Ports ports,
    Plan plan,
    AdminKey adminKey,
    Map<String, String> settings) {

  private static final int RUN_FAILED = 1;

  /**
   * Starts everything and says how far that is; the command keeps what has to be stopped.
   *
   * @throws CannotStart when it does not come up
   */
  static StartedSystem start(
      Foreground running, RunOptions options, Function<DataDir, Plan> planning) {
    long begin = System.nanoTime();
    DataDir dataDir = running.keep(DataDir.open(options.dataDir(), options.fresh()));
    Plan plan = planning.apply(dataDir);
    Ports ports = options.ports();
    ports.requireFree(plan.sandbox());
    AdminKey adminKey = AdminKey.of(System.getenv(), dataDir);
    System.out.printf("gateway: %s, admin key: %s%n", ports.gatewayUri(), adminKey.shellWord());
    AdminPassword password = AdminPassword.of(System.getenv(), dataDir);
    Map<String, String> settings = new LinkedHashMap<>(LocalSystem.shared(ports, plan));
    settings.put(AdminPassword.VARIABLE, password.value());
    PartSpecs specs = new PartSpecs(Jars.find(), System.getenv(), settings);
    LocalSystem parts = running.keep(new LocalSystem(dataDir, ports, plan, specs, adminKey));
    try {
      parts.start(line -> System.out.println("starting: " + line));
    } catch (PartDied death) {
      say(death, running);
      throw new CannotStart("the start has failed", death);
    }
    System.out.printf("started in %d s%n", Duration.ofNanos(System.nanoTime() - begin).toSeconds());
    return new StartedSystem(parts, dataDir, ports, plan, adminKey, settings);
  }

  String setting(String name) {
    return Objects.requireNonNull(settings.get(name), name);
  }

  void throwIfDied() {
    parts.throwIfDied();
  }

  /** Waits until a part ends and says which; never returns when a signal ends them all. */
  int awaitDeath(Foreground running) {
    return say(parts.awaitDeath(), running);
  }

  /** Names the part at once, before the others are stopped; the exit code of a run that failed. */
  static int say(PartDied death, Foreground running) {
    if (!running.isSignalled()) {
      System.err.println("callstream: " + death.getMessage());
      System.err.println("callstream: stopping everything");
    }
    return RUN_FAILED;
  }

  void sayWhereToLook() {
    String header = "-H \"Authorization: Bearer " + adminKey.shellWord() + "\"";
    System.out.println();
    System.out.println(
        "dashboard  %s/dashboard, user admin, password %s"
            .formatted(ports.gatewayUri(), setting(AdminPassword.VARIABLE)));
    System.out.println("admin key  " + adminKey.value());
    System.out.println(
        "calls      curl -s " + header + " '" + ports.gatewayUri() + "/api/v1/calls?limit=5'");
    System.out.println(
        "one call   curl -s " + header + " " + ports.gatewayUri() + "/api/v1/calls/CALL_ID/events");
    System.out.println("API        curl -s " + ports.gatewayUri() + "/openapi.json");
    if (plan.sandbox()) {
      System.out.println("phones     curl -s " + ports.sandboxUri() + "/sandbox/ledger");
    }
    System.out.println("logs       " + dataDir.logs());
    System.out.println();
  }
}
