package io.callstream.local.running;

import io.callstream.local.data.AdminKey;
import io.callstream.local.data.DataDir;
import io.callstream.local.part.Part;
import io.callstream.local.part.PartSpec;
import io.callstream.stack.CannotStart;
import io.callstream.stack.Stack;
import io.callstream.stack.StackSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Kafka, PostgreSQL, the sandbox where one is wanted, and one of each service. */
public final class LocalSystem implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(100);

  private final DataDir dataDir;
  private final Ports ports;
  private final Plan plan;
  private final PartSpecs specs;
  private final AdminKey adminKey;
  private final List<Part> parts = new ArrayList<>();
  private @Nullable CompletableFuture<Stack> stack;
  private boolean closed;

  public LocalSystem(DataDir dataDir, Ports ports, Plan plan, PartSpecs specs, AdminKey adminKey) {
    this.dataDir = dataDir;
    this.ports = ports;
    this.plan = plan;
    this.specs = specs;
    this.adminKey = adminKey;
  }

  /** What the services are told in this run. */
  public static Map<String, String> shared(Ports ports, Plan plan) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("PUBLIC_BASE_URL", ports.gatewayUri().toString());
    settings.putAll(plan.settings());
    settings.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + ports.kafka());
    settings.put(
        "DATABASE_URL", "jdbc:postgresql://127.0.0.1:%d/callstream".formatted(ports.postgres()));
    settings.put("DATABASE_USER", "callstream");
    settings.put("DATABASE_PASSWORD", "callstream");
    return settings;
  }

  /**
   * Starts all parts at once, since they wait for one another, and returns when all are ready.
   *
   * @param say is told, in a line, what is ready and what is waited for, each time that changes
   * @throws CannotStart when a part cannot be started or is not ready within three minutes
   * @throws PartDied when a part ends meanwhile
   */
  public void start(Consumer<String> say) {
    CompletableFuture<Stack> starting = startStack();
    if (plan.sandbox()) {
      startPart(specs.sandbox(ports.sandbox(), plan.sandboxSettings(ports, dataDir)));
    }
    startPart(
        specs.gateway("gateway", ports.gateway(), ports.gatewayManagement(), adminKey.value()));
    startPart(specs.dispatcher("call-dispatcher", ports.dispatcherManagement()));
    startPart(specs.projector("status-projector", ports.projectorManagement()));
    awaitReady(starting, say);
  }

  private synchronized CompletableFuture<Stack> startStack() {
    refuseWhenClosed();
    StackSettings settings = new StackSettings(dataDir.path(), ports.kafka(), ports.postgres());
    CompletableFuture<Stack> starting = CompletableFuture.supplyAsync(() -> Stack.start(settings));
    stack = starting;
    return starting;
  }

  private synchronized void startPart(PartSpec spec) {
    refuseWhenClosed();
    parts.add(Part.start(spec, specs.leash(), dataDir.path()));
  }

  private void refuseWhenClosed() {
    if (closed) {
      throw new IllegalStateException("stopped while it was starting");
    }
  }

  private void awaitReady(CompletableFuture<Stack> starting, Consumer<String> say) {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    List<Part> waitedFor = new ArrayList<>(parts);
    boolean stackReady = false;
    String said = "";
    while (true) {
      throwIfDied();
      stackReady |= isReady(starting);
      waitedFor.removeIf(Part::ready);
      if (stackReady && waitedFor.isEmpty()) {
        return;
      }
      String waiting = String.join(", ", names(stackReady, waitedFor));
      if (!waiting.equals(said)) {
        say.accept("waiting for " + waiting);
        said = waiting;
      }
      if (System.nanoTime() > deadline) {
        throw new CannotStart(
            "not ready after %d s: %s (logs: %s)"
                .formatted(START_LIMIT.toSeconds(), waiting, dataDir.logs()));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private static boolean isReady(CompletableFuture<Stack> starting) {
    if (!starting.isDone()) {
      return false;
    }
    try {
      starting.join();
      return true;
    } catch (CompletionException e) {
      throw e.getCause() instanceof CannotStart reason ? reason : e;
    }
  }

  private static List<String> names(boolean stackReady, List<Part> waitedFor) {
    Stream<String> infrastructure = stackReady ? Stream.of() : Stream.of("Kafka and PostgreSQL");
    return Stream.concat(infrastructure, waitedFor.stream().map(Part::name)).toList();
  }

  /** Throws when a part has ended that should run. */
  public void throwIfDied() {
    for (Part part : parts) {
      if (!part.alive()) {
        throw PartDied.of(part);
      }
    }
    CompletableFuture<Stack> started = stack;
    if (started != null && started.isDone() && !started.isCompletedExceptionally()) {
      @Nullable String ended = started.join().onPartEnded().getNow(null);
      if (ended != null) {
        throw PartDied.ofStack(ended, dataDir);
      }
    }
  }

  /** Waits until a part ends that should run. */
  public PartDied awaitDeath() {
    while (true) {
      try {
        throwIfDied();
      } catch (PartDied death) {
        return death;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  /** Stops the services, then the sandbox, which answers them to the last, then the stack. */
  @Override
  public synchronized void close() {
    closed = true;
    List<Part> services = parts.stream().filter(part -> !part.name().equals("sandbox")).toList();
    services.forEach(Part::terminate);
    services.parallelStream().forEach(Part::close);
    parts.forEach(Part::close);
    CompletableFuture<Stack> started = stack;
    if (started != null) {
      started.handle((running, _) -> running).thenAccept(LocalSystem::closeStack).join();
    }
  }

  private static void closeStack(@Nullable Stack stack) {
    if (stack != null) {
      stack.close();
    }
  }
}
