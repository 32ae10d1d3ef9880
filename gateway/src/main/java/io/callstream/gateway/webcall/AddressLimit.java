package io.callstream.gateway.webcall;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * How many web calls may be made without a key: ten in any minute for an address, sixty for all. An
 * IPv6 address counts with its whole network, which one household has.
 */
@Component
final class AddressLimit {

  static final int CALLS = 10;
  static final int CALLS_OF_ALL = 60;
  static final Duration WITHIN = Duration.ofMinutes(1);

  /** Addresses remembered; the one that has been silent longest goes first. */
  static final int ADDRESSES_MAX = 10_000;

  private static final int NETWORK_PARTS = 4;

  private final InstantSource clock;
  private final Map<String, Deque<Instant>> calls = new LinkedHashMap<>(16, 0.75f, true);
  private final Deque<Instant> all = new ArrayDeque<>(CALLS_OF_ALL);

  AddressLimit(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether one more is allowed; counts it if so. */
  synchronized boolean admits(String address) {
    var now = clock.instant();
    var own = calls.computeIfAbsent(network(address), _ -> new ArrayDeque<>(CALLS));
    if (calls.size() > ADDRESSES_MAX) {
      calls.remove(calls.keySet().iterator().next());
    }
    forget(own, now);
    forget(all, now);
    if (own.size() >= CALLS || all.size() >= CALLS_OF_ALL) {
      return false;
    }
    own.addLast(now);
    all.addLast(now);
    return true;
  }

  /** How many addresses are remembered. */
  synchronized int remembered() {
    return calls.size();
  }

  private static void forget(Deque<Instant> times, Instant now) {
    while (!times.isEmpty() && !times.getFirst().plus(WITHIN).isAfter(now)) {
      times.removeFirst();
    }
  }

  /** The container writes IPv6 addresses in full. */
  private static String network(String address) {
    var parts = address.split(":", -1);
    return parts.length <= NETWORK_PARTS
        ? address
        : String.join(":", List.of(parts).subList(0, NETWORK_PARTS));
  }
}
