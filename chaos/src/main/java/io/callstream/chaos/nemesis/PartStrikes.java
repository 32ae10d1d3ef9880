package io.callstream.chaos.nemesis;

import io.callstream.chaos.cluster.Parts;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/**
 * What is done to an instance of a service: only to one that is at work, since one that is just
 * being started has nothing in hand that it could lose.
 */
final class PartStrikes {

  /** How long the instance is waited for; others are struck meanwhile. */
  private static final Duration READY_LIMIT = Duration.ofSeconds(30);

  private final Parts parts;
  private final Waits waits;
  private final Queue<Duration> stops = new ConcurrentLinkedQueue<>();

  /** Waits that end early when all does. */
  interface Waits {
    /** That long, or until it is enough. */
    void hold(Duration length, BooleanSupplier enough);
  }

  PartStrikes(Parts parts, Waits waits) {
    this.parts = parts;
    this.waits = waits;
  }

  boolean kill(String part) {
    if (!ready(part)) {
      return false;
    }
    parts.kill(part);
    return true;
  }

  boolean terminate(String part) {
    if (!ready(part)) {
      return false;
    }
    stops.add(parts.terminate(part));
    return true;
  }

  boolean pause(String part, Duration length) {
    return ready(part) && parts.pause(part, () -> waits.hold(length, () -> false));
  }

  private boolean ready(String part) {
    boolean[] ready = {false};
    waits.hold(
        READY_LIMIT,
        () -> {
          ready[0] = parts.ready(part);
          return ready[0];
        });
    return ready[0];
  }

  /** How long each took to end after SIGTERM. */
  List<Duration> stops() {
    return List.copyOf(stops);
  }
}
