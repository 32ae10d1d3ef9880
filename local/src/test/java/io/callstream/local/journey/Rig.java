package io.callstream.local.journey;

import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Topics;
import io.callstream.local.part.Part;
import io.callstream.local.part.PartSpec;
import io.callstream.local.running.DemoWaits;
import io.callstream.local.running.Jars;
import io.callstream.local.running.PartSpecs;
import io.callstream.local.running.SandboxSettings;
import io.callstream.stack.FreePorts;
import io.callstream.stack.KafkaBroker;
import io.callstream.stack.Postgres;
import io.callstream.stack.Stack;
import io.callstream.stack.StackSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The whole system, each part a process of its own, started once for all journeys of this JVM and
 * stopped with it. Between the dispatchers and the sandbox stands a {@link RetellProxy}.
 */
final class Rig implements AutoCloseable {

  static final String GATEWAY = "gateway";
  static final String DISPATCHER = "call-dispatcher";
  static final String PROJECTOR = "status-projector";
  static final String SANDBOX = "sandbox";
  static final String SANDBOX_KEY = "sandbox-key";

  /** Generous: other work may keep the machine busy. */
  static final Duration LIMIT = Duration.ofMinutes(2);

  private static final Duration START_LIMIT = Duration.ofMinutes(5);

  static final String ADMIN_KEY = "journey-admin-key";
  static final String ADMIN_PASSWORD = "journey admin password";
  static final String AGENT = "agent_journey";
  private static final String FROM_NUMBER = "+12125550100";
  private static final List<String> ALWAYS = List.of(GATEWAY, DISPATCHER, PROJECTOR, SANDBOX);
  private static @Nullable Rig shared;

  private final Path folder;
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private final PartSpecs specs;
  private final Map<String, Integer> gatewayPorts = new ConcurrentHashMap<>();
  private final int sandboxPort = FreePorts.find();
  private final RetellProxy retell;
  private final Map<String, TopicReader> readers = new HashMap<>();
  private volatile String askedGateway = GATEWAY;
  private KafkaBroker kafka;
  private Postgres postgres;
  private boolean interrupted;

  /** The one of this JVM, healed of what an earlier journey may have left. */
  static synchronized Rig shared() {
    Rig rig = shared;
    if (rig == null) {
      rig = new Rig();
      shared = rig;
      Runtime.getRuntime().addShutdownHook(new Thread(rig::close, "rig-close"));
      rig.startParts();
    }
    rig.heal();
    return rig;
  }

  /** The one of this JVM, as it is; empty when no journey has begun. */
  static synchronized Optional<Rig> started() {
    return Optional.ofNullable(shared);
  }

  private Rig() {
    try {
      Path journeys = Jars.find().root().resolve("local/target/journeys");
      folder = Files.createTempDirectory(Files.createDirectories(journeys), "rig-");
      Stack stack = Stack.start(new StackSettings(folder, FreePorts.find(), FreePorts.find()));
      kafka = stack.kafka();
      postgres = stack.postgres();
      retell = new RetellProxy(sandboxPort);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    specs = new PartSpecs(Jars.find(), System.getenv(), settings());
  }

  private void startParts() {
    start(specs.sandbox(sandboxPort, sandboxSettings()));
    start(gatewaySpec(GATEWAY));
    start(specs.dispatcher(DISPATCHER, FreePorts.find()));
    start(specs.projector(PROJECTOR, FreePorts.find()));
  }

  private PartSpec gatewaySpec(String name) {
    return specs.gateway(name, gatewayPort(name), FreePorts.find(), ADMIN_KEY);
  }

  private int gatewayPort(String name) {
    return gatewayPorts.computeIfAbsent(name, _ -> FreePorts.find());
  }

  private SandboxSettings sandboxSettings() {
    return new SandboxSettings(
        SANDBOX_KEY,
        URI.create("http://127.0.0.1:%d/api/webhooks/retell".formatted(gatewayPort(GATEWAY))),
        DemoWaits.MADE_FOR_SPEED,
        folder.resolve("sandbox-ledger.ndjson"));
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>(DemoWaits.at(DemoWaits.MADE_FOR_SPEED));
    settings.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    settings.put("DATABASE_URL", postgres.jdbcUrl("callstream"));
    settings.put("DATABASE_USER", "callstream");
    settings.put("DATABASE_PASSWORD", "callstream");
    settings.put("PUBLIC_BASE_URL", "http://127.0.0.1:" + gatewayPort(GATEWAY));
    settings.put("CALLSTREAM_ADMIN_PASSWORD", ADMIN_PASSWORD);
    settings.put("RETELL_BASE_URL", retell.uri().toString());
    settings.put("RETELL_API_KEY", SANDBOX_KEY);
    settings.put("RETELL_FROM_NUMBER", FROM_NUMBER);
    settings.put("RETELL_AGENT_ID", AGENT);
    settings.put("DIAL_READ_TIMEOUT", "10s");
    settings.put("DIAL_LEASE", "12s");
    settings.put("CALL_ASK_MAX", "5s");
    return settings;
  }

  // Who can be asked.

  /** The gateway that is asked now, with the admin key. */
  Http gateway() {
    return new Http(gatewayAddress(), Map.of("Authorization", "Bearer " + ADMIN_KEY));
  }

  URI gatewayAddress() {
    return URI.create("http://127.0.0.1:" + gatewayPort(askedGateway));
  }

  /** From now on this gateway is asked; webhooks go to the first one all the same. */
  void askGateway(String name) {
    askedGateway = name;
  }

  /** The sandbox itself, past the proxy, with Retell's API key. */
  Http sandbox() {
    return new Http(
        URI.create("http://127.0.0.1:" + sandboxPort),
        Map.of("Authorization", "Bearer " + SANDBOX_KEY));
  }

  /** What stands between the dispatchers and the sandbox. */
  RetellProxy retell() {
    return retell;
  }

  Ledger ledger() {
    return Ledger.read(sandbox());
  }

  Events events() {
    return Events.of(records(Topics.CALL_EVENTS));
  }

  Webhooks webhooks() {
    return Webhooks.of(records(Topics.RETELL_WEBHOOKS));
  }

  private List<ConsumerRecord<String, byte[]>> records(String topic) {
    return Objects.requireNonNull(readers.get(topic)).records();
  }

  /** A connection as superuser, for looking and for locking. */
  Connection database() throws SQLException {
    return postgres.connectAsSuperuser("callstream");
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  // The parts, by name.

  List<Part> parts() {
    return List.copyOf(parts.values());
  }

  Part part(String name) {
    return Objects.requireNonNull(parts.get(name), name);
  }

  /** The names of all service instances that are wanted now. */
  List<String> services() {
    return parts.keySet().stream().filter(name -> !name.equals(SANDBOX)).toList();
  }

  /** The instance whose relay publishes, as the outbox knows it: its name ends with the pid. */
  String relayLeader() {
    return await("a relay leads")
        .atMost(LIMIT)
        .until(this::findLeader, Optional::isPresent)
        .orElseThrow();
  }

  private Optional<String> findLeader() throws SQLException {
    try (Connection connection = database();
        Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery("select leader from outbox.relay")) {
      if (!rows.next()) {
        return Optional.empty();
      }
      String leader = rows.getString(1);
      return parts.values().stream()
          .filter(part -> part.alive() && leader.endsWith("-" + part.pid()))
          .map(Part::name)
          .findFirst();
    }
  }

  /** One more instance, ready; it goes with {@link #dismiss}. */
  void add(String name) {
    if (!parts.containsKey(name)) {
      start(anotherOf(name));
    }
    awaitReady(name);
  }

  private PartSpec anotherOf(String name) {
    if (name.startsWith(GATEWAY)) {
      return gatewaySpec(name);
    }
    return name.startsWith(DISPATCHER)
        ? specs.dispatcher(name, FreePorts.find())
        : specs.projector(name, FreePorts.find());
  }

  void dismiss(String name) {
    interrupted = true;
    Part part = parts.remove(name);
    if (part != null) {
      part.close();
    }
  }

  /** Whether a relay may have had to send something again since this journey began. */
  boolean wasInterrupted() {
    return interrupted;
  }

  /** SIGTERM, without waiting. */
  void terminate(String name) {
    interrupted = true;
    part(name).terminate();
  }

  /** SIGSTOP until closed. */
  Frozen freeze(String name) {
    interrupted = true;
    return Frozen.freeze(part(name).pid());
  }

  void kill(String name) {
    interrupted = true;
    part(name).kill();
  }

  /** Starts a part again that has ended, without waiting until it is ready. */
  void startAgain(String name) {
    start(part(name).spec());
  }

  private void start(PartSpec spec) {
    parts.put(spec.name(), Part.start(spec, specs.leash(), folder));
  }

  void awaitReady(String name) {
    await(name + " is ready")
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> {
          if (!part(name).alive()) {
            throw new AssertionError(
                name + " has ended:\n" + String.join("\n", part(name).logTail(40)));
          }
          return part(name).ready();
        });
  }

  /** SIGKILL of the broker, and a new one on its data. */
  void killAndRestartKafka() {
    interrupted = true;
    Path data = folder.resolve("kafka");
    kafka.kill();
    kafka = KafkaBroker.start(data, kafka.port());
  }

  /** SIGKILL of PostgreSQL, and a new one on its data. */
  void killAndRestartPostgres() {
    interrupted = true;
    Path data = folder.resolve("postgres");
    postgres.kill();
    postgres = Postgres.start(data, postgres.port());
  }

  private void heal() {
    askGateway(GATEWAY);
    for (String name : List.copyOf(parts.keySet())) {
      if (!ALWAYS.contains(name)) {
        dismiss(name);
      } else if (!part(name).alive()) {
        startAgain(name);
      }
    }
    parts.keySet().forEach(this::awaitReady);
    interrupted = false;
    for (String topic : List.of(Topics.CALL_EVENTS, Topics.RETELL_WEBHOOKS)) {
      readers.computeIfAbsent(topic, _ -> new TopicReader(kafka.bootstrapServers(), topic));
    }
  }

  @Override
  public void close() {
    readers.values().forEach(TopicReader::close);
    parts.values().forEach(Part::kill);
    retell.close();
    kafka.kill();
    postgres.stop();
    Stack.discard(folder);
  }
}
