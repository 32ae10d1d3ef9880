package io.callstream.gateway.dashboard.signin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** How often a password may be guessed: ten times in ten minutes for a name from an address. */
@Component
final class Tries {

  static final int MAX = 10;
  static final Duration WITHIN = Duration.ofMinutes(10);

  /** Pairs remembered; the one that has been silent longest goes first. */
  static final int REMEMBERED_MAX = 10_000;

  private final InstantSource clock;
  private final Map<String, Deque<Instant>> tries = new LinkedHashMap<>(16, 0.75f, true);

  Tries(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether one more is allowed; counts it if so. */
  synchronized boolean admits(String name, String address) {
    var now = clock.instant();
    var own = tries.computeIfAbsent(address + " " + name, _ -> new ArrayDeque<>(MAX));
    if (tries.size() > REMEMBERED_MAX) {
      tries.remove(tries.keySet().iterator().next());
    }
    while (!own.isEmpty() && !own.getFirst().plus(WITHIN).isAfter(now)) {
      own.removeFirst();
    }
    if (own.size() >= MAX) {
      return false;
    }
    own.addLast(now);
    return true;
  }

  /** The password was right: what was tried before was a slip. */
  synchronized void forget(String name, String address) {
    tries.remove(address + " " + name);
  }
}
