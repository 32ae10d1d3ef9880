package io.callstream.chaos.cluster;

import io.callstream.chaos.cluster.Topology.Role;
import io.callstream.stack.FreePorts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Every server's own port, the same after each of its restarts.
 *
 * @param gateways one for each instance
 * @param brokers direct ones, for the checker and between brokers
 * @param controllers one for each broker
 * @param listeners one for each role and broker
 */
record PortPlan(
    int postgres,
    int sandbox,
    List<Integer> gateways,
    List<Integer> brokers,
    List<Integer> controllers,
    Map<String, Integer> listeners) {

  static PortPlan of(Topology topology) {
    Set<Integer> taken = new HashSet<>();
    Map<String, Integer> listeners = new HashMap<>();
    for (Role role : Role.values()) {
      for (int broker = 1; broker <= topology.brokers(); broker++) {
        listeners.put(Topology.toBroker(role, broker), next(taken));
      }
    }
    return new PortPlan(
        next(taken),
        next(taken),
        next(taken, topology.gateways()),
        next(taken, topology.brokers()),
        next(taken, topology.brokers()),
        listeners);
  }

  private static List<Integer> next(Set<Integer> taken, int count) {
    return IntStream.range(0, count).mapToObj(_ -> next(taken)).toList();
  }

  private static int next(Set<Integer> taken) {
    while (true) {
      int port = FreePorts.find();
      if (taken.add(port)) {
        return port;
      }
    }
  }

  int listener(Role role, int broker) {
    return Objects.requireNonNull(listeners.get(Topology.toBroker(role, broker)));
  }
}
