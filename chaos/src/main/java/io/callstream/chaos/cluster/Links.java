package io.callstream.chaos.cluster;

import io.callstream.chaos.cluster.Topology.Role;
import io.callstream.chaos.proxy.LinkMode;
import io.callstream.chaos.proxy.TcpProxy;
import io.callstream.stack.FreePorts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** All links of the system. */
final class Links implements AutoCloseable {

  private final Map<String, TcpProxy> links = new LinkedHashMap<>();
  private final Topology topology;

  /** Binds every link's port before anything is started that is told of it. */
  Links(Topology topology, PortPlan ports) {
    this.topology = topology;
    IntSupplier gateways = inTurn(ports.gateways());
    add(Topology.CALLERS, gateways);
    add(Topology.WEBHOOKS, gateways);
    add(Topology.DIALS, ports::sandbox);
    for (Role role : Role.values()) {
      add(Topology.toDatabase(role), ports::postgres);
      for (int broker = 1; broker <= topology.brokers(); broker++) {
        int listener = ports.listener(role, broker);
        add(Topology.toBroker(role, broker), () -> listener);
      }
    }
  }

  /** As a load balancer without health checks: each connection goes to the next one. */
  private static IntSupplier inTurn(List<Integer> ports) {
    AtomicInteger turn = new AtomicInteger();
    return () -> ports.get(Math.floorMod(turn.getAndIncrement(), ports.size()));
  }

  private void add(String name, IntSupplier upstream) {
    links.put(name, new TcpProxy(name, FreePorts.find(), upstream));
  }

  int port(String name) {
    return Objects.requireNonNull(links.get(name), name).port();
  }

  /** What a service of that role bootstraps from. */
  String bootstrap(Role role) {
    return IntStream.rangeClosed(1, topology.brokers())
        .mapToObj(broker -> "127.0.0.1:" + port(Topology.toBroker(role, broker)))
        .collect(Collectors.joining(","));
  }

  void set(String name, LinkMode mode) {
    Objects.requireNonNull(links.get(name), name).set(mode);
  }

  long hits(String name) {
    return Objects.requireNonNull(links.get(name), name).hits();
  }

  int connections(String name) {
    return Objects.requireNonNull(links.get(name), name).connections();
  }

  void heal() {
    links.values().forEach(link -> link.set(new LinkMode.Pass()));
  }

  @Override
  public void close() {
    links.values().forEach(TcpProxy::close);
  }
}
