package io.callstream.chaos.cluster;

import io.callstream.chaos.cluster.Topology.Role;
import io.callstream.chaos.crash.CrashPoint;
import io.callstream.local.part.Part;
import io.callstream.local.part.PartSpec;
import io.callstream.local.running.Jars;
import io.callstream.local.running.PartSpecs;
import io.callstream.local.running.SandboxSettings;
import io.callstream.stack.FreePorts;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** The services and the sandbox, each instance a process of its own, by name. */
final class Services implements AutoCloseable {

  private static final String SANDBOX = "sandbox";

  /** Some 2 kB for each call that it remembers. */
  private static final int SANDBOX_HEAP_MEGABYTES = 512;

  private static final Duration POLL = Duration.ofMillis(100);

  private final Path folder;
  private final Path leash;
  private final CrashOrders crashes;
  private final Map<String, PartSpec> specs = new ConcurrentHashMap<>();
  private final Map<String, Part> running = new ConcurrentHashMap<>();
  private final Queue<String> deaths = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  Services(
      Path folder,
      Jars jars,
      Topology topology,
      PortPlan ports,
      Links links,
      Map<String, String> settings) {
    this.folder = folder;
    this.leash = jars.leash();
    this.crashes = new CrashOrders(jars.root(), folder);
    for (Role role : Role.values()) {
      PartSpecs ofRole =
          new PartSpecs(jars, System.getenv(), Settings.of(role, topology, links, settings));
      List<String> names = topology.parts(role);
      for (int n = 0; n < names.size(); n++) {
        PartSpec spec = spec(ofRole, role, names.get(n), ports.gateways(), n);
        specs.put(names.get(n), crashes.attached(spec));
      }
      specs.put(SANDBOX, remembering(ofRole.sandbox(ports.sandbox(), sandbox(links))));
    }
  }

  /** The checker asks it about every call there was. */
  private static PartSpec remembering(PartSpec sandbox) {
    Map<String, String> environment = new LinkedHashMap<>(sandbox.environment());
    environment.put("SANDBOX_CALLS_KEPT", "200000");
    return new PartSpec(
        sandbox.name(), sandbox.jar(), SANDBOX_HEAP_MEGABYTES, environment, sandbox.ready());
  }

  private static PartSpec spec(
      PartSpecs specs, Role role, String name, List<Integer> gatewayPorts, int n) {
    return switch (role) {
      case GATEWAY ->
          specs.gateway(name, gatewayPorts.get(n), FreePorts.find(), Settings.ADMIN_KEY);
      case DISPATCHER -> specs.dispatcher(name, FreePorts.find());
      case PROJECTOR -> specs.projector(name, FreePorts.find());
    };
  }

  private SandboxSettings sandbox(Links links) {
    return new SandboxSettings(
        Settings.RETELL_KEY,
        URI.create(
            "http://127.0.0.1:%d/api/webhooks/retell".formatted(links.port(Topology.WEBHOOKS))),
        Settings.SANDBOX_SPEED,
        folder.resolve("sandbox-ledger.ndjson"));
  }

  void startAll() {
    specs.keySet().forEach(this::start);
  }

  /** A new one. */
  void start(String name) {
    running.put(name, Part.start(Objects.requireNonNull(specs.get(name), name), leash, folder));
  }

  private Part part(String name) {
    return Objects.requireNonNull(running.get(name), name);
  }

  /**
   * One that has ended without being told to is remembered, and started again. On a machine that is
   * very busy an order to crash may be obeyed some time after it was taken back.
   */
  private void reviveIfDead(String name) {
    Part part = part(name);
    if (!part.alive()) {
      if (!crashes.obeyed(name)) {
        deaths.add("%s ended by itself, exit code %d".formatted(name, part.onExit().join()));
      }
      start(name);
    }
  }

  /** SIGKILL. */
  void kill(String name) {
    reviveIfDead(name);
    part(name).kill();
  }

  /** SIGKILL, and a new one at once. */
  void killAndStart(String name) {
    kill(name);
    start(name);
  }

  /**
   * Lets the first of them die that comes to that point, and starts a new one; on a busy machine
   * more than one may.
   *
   * @return whether one came there within the limit; the others live on
   */
  boolean crashAndStart(List<String> names, CrashPoint point, Duration limit) {
    names.forEach(this::reviveIfDead);
    names.forEach(name -> crashes.give(name, point));
    long deadline = System.nanoTime() + limit.toNanos();
    while (names.stream().allMatch(name -> part(name).alive())
        && System.nanoTime() < deadline
        && !closed) {
      LockSupport.parkNanos(POLL.toNanos());
    }
    names.forEach(crashes::takeBack);
    // Longer than the agents take to see that the order is gone.
    LockSupport.parkNanos(POLL.toNanos());
    boolean reached = false;
    for (String name : names) {
      reached |= startedAgain(name);
    }
    return reached;
  }

  private boolean startedAgain(String name) {
    boolean reached = crashes.obeyed(name);
    if (reached) {
      part(name).kill();
      start(name);
    } else {
      reviveIfDead(name);
    }
    return reached;
  }

  /**
   * SIGTERM, and a new one at once when it has ended.
   *
   * @return how long it took; more than the limit when it had to be killed
   */
  Duration terminateAndStart(String name) {
    reviveIfDead(name);
    Part part = part(name);
    long begin = System.nanoTime();
    part.terminate();
    try {
      part.onExit().get(Part.STOP_LIMIT.toSeconds() + 24, TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      part.kill();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    start(name);
    return took;
  }

  /** SIGSTOP until that returns; false when there was nothing to stop. */
  boolean pause(String name, Runnable meanwhile) {
    reviveIfDead(name);
    try (Frozen frozen = Frozen.freeze(part(name).pid())) {
      meanwhile.run();
      return frozen.stopped();
    }
  }

  /** Whether that one says that it can do its work; started again when it has ended by itself. */
  boolean ready(String name) {
    reviveIfDead(name);
    return part(name).ready();
  }

  /** Those that say that they can do their work. */
  List<String> ready() {
    return running.values().stream().filter(Part::ready).map(Part::name).sorted().toList();
  }

  /** Starts again what has ended by itself. */
  void startDead() {
    List.copyOf(running.keySet()).forEach(this::reviveIfDead);
  }

  /** What has ended by itself so far, and with which exit code. */
  List<String> deaths() {
    return List.copyOf(deaths);
  }

  /** Those that are not ready when the limit has passed. */
  List<String> awaitReady(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      List<String> waitedFor =
          running.values().stream().filter(part -> !part.ready()).map(Part::name).sorted().toList();
      if (waitedFor.isEmpty()
          || System.nanoTime() > deadline
          || closed
          || Thread.currentThread().isInterrupted()) {
        return waitedFor;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  /** What each service tells of itself, in Prometheus' words. */
  Map<String, URI> metrics() {
    Map<String, URI> metrics = new LinkedHashMap<>();
    specs.forEach((name, spec) -> {
      if (!name.equals(SANDBOX)) {
        metrics.put(name, spec.ready().resolve("/actuator/prometheus"));
      }
    });
    return metrics;
  }

  List<String> logTail(String name, int lines) {
    return part(name).logTail(lines);
  }

  @Override
  public void close() {
    closed = true;
    running.values().parallelStream().forEach(Part::kill);
  }
}
