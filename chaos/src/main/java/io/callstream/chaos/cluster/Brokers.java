package io.callstream.chaos.cluster;

import io.callstream.chaos.cluster.Topology.Role;
import io.callstream.stack.KafkaBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * The brokers. Each has a listener of its own for each service, which advertises that service's
 * link, so that all that a service says to Kafka goes through a proxy.
 */
final class Brokers implements AutoCloseable {

  private final Path folder;
  private final Topology topology;
  private final PortPlan ports;
  private final Links links;
  private final String clusterId = Uuid.randomUuid().toString();
  private final Map<Integer, KafkaBroker> running = new ConcurrentHashMap<>();

  Brokers(Path folder, Topology topology, PortPlan ports, Links links) {
    this.folder = folder;
    this.topology = topology;
    this.ports = ports;
    this.links = links;
  }

  /** All at once: none is ready before most are there. */
  void start() {
    List<CompletableFuture<Void>> starting =
        IntStream.rangeClosed(1, topology.brokers())
            .mapToObj(broker ->
                CompletableFuture.runAsync(() -> start(broker), Thread::startVirtualThread))
            .toList();
    starting.forEach(CompletableFuture::join);
  }

  private void start(int broker) {
    running.put(
        broker,
        Stopping.again(() ->
            KafkaBroker.start(
                folder.resolve("kafka-" + broker),
                ports.brokers().get(broker - 1),
                settings(broker))));
  }

  /**
   * Stops one and starts it again on its data.
   *
   * @param hard by SIGKILL
   */
  void restart(int broker, boolean hard) {
    KafkaBroker stopped = running.remove(broker);
    if (stopped != null) {
      Stopping.surely(hard ? stopped::kill : stopped::stop, stopped::kill);
    }
    start(broker);
  }

  /** Past all links. */
  String bootstrap() {
    return ports.brokers().stream()
        .map(port -> "127.0.0.1:" + port)
        .collect(Collectors.joining(","));
  }

  private Map<String, String> settings(int broker) {
    Map<String, String> settings = new LinkedHashMap<>();
    List<String> listeners = new ArrayList<>();
    List<String> advertised = new ArrayList<>();
    String direct = "PLAINTEXT://127.0.0.1:" + ports.brokers().get(broker - 1);
    listeners.add(direct);
    advertised.add(direct);
    listeners.add("CONTROLLER://127.0.0.1:" + ports.controllers().get(broker - 1));
    for (Role role : Role.values()) {
      listeners.add(role + "://127.0.0.1:" + ports.listener(role, broker));
      advertised.add(role + "://127.0.0.1:" + links.port(Topology.toBroker(role, broker)));
    }
    settings.put(KafkaBroker.CLUSTER_ID, clusterId);
    settings.put("node.id", String.valueOf(broker));
    settings.put("listeners", String.join(",", listeners));
    settings.put("advertised.listeners", String.join(",", advertised));
    settings.put("listener.security.protocol.map", protocols());
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("controller.quorum.voters", voters());
    if (topology.brokers() > 1) {
      putReplication(settings);
    }
    return settings;
  }

  private static String protocols() {
    StringBuilder protocols = new StringBuilder("PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    for (Role role : Role.values()) {
      protocols.append(',').append(role).append(":PLAINTEXT");
    }
    return protocols.toString();
  }

  private String voters() {
    return IntStream.rangeClosed(1, topology.brokers())
        .mapToObj(n -> n + "@127.0.0.1:" + ports.controllers().get(n - 1))
        .collect(Collectors.joining(","));
  }

  private void putReplication(Map<String, String> settings) {
    String replicas = String.valueOf(topology.brokers());
    settings.put("offsets.topic.replication.factor", replicas);
    settings.put("transaction.state.log.replication.factor", replicas);
    settings.put("transaction.state.log.min.isr", "2");
    settings.put("share.coordinator.state.topic.replication.factor", replicas);
    settings.put("share.coordinator.state.topic.min.isr", "2");
  }

  @Override
  public void close() {
    running.values().parallelStream().forEach(KafkaBroker::kill);
    running.clear();
  }
}
