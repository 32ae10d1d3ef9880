package io.callstream.gateway.webcall;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** How many web calls an address may have made without a key: ten in any minute. */
@Component
final class AddressLimit {

  static final int CALLS = 10;
  static final Duration WITHIN = Duration.ofMinutes(1);

  /** Addresses remembered; the one that has been silent longest goes first. */
  static final int ADDRESSES_MAX = 10_000;

  private final InstantSource clock;
  private final Map<String, Deque<Instant>> calls = new LinkedHashMap<>(16, 0.75f, true);

  AddressLimit(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether one more is allowed; counts it if so. */
  synchronized boolean admits(String address) {
    var now = clock.instant();
    var times = calls.computeIfAbsent(address, _ -> new ArrayDeque<>(CALLS));
    while (!times.isEmpty() && !times.getFirst().plus(WITHIN).isAfter(now)) {
      times.removeFirst();
    }
    if (calls.size() > ADDRESSES_MAX) {
      calls.remove(calls.keySet().iterator().next());
    }
    if (times.size() >= CALLS) {
      return false;
    }
    times.addLast(now);
    return true;
  }
}
