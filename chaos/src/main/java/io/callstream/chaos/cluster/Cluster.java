package io.callstream.chaos.cluster;

import io.callstream.chaos.crash.CrashPoint;
import io.callstream.chaos.proxy.LinkMode;
import io.callstream.local.running.Jars;
import io.callstream.stack.CannotStart;
import io.callstream.stack.DatabaseBootstrap;
import io.callstream.stack.Postgres;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The whole system in one folder, each part a process of its own, every link behind a proxy. */
public final class Cluster implements AutoCloseable, Parts {

  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final String DATABASE = "callstream";

  private final Path folder;
  private final Topology topology;
  private final PortPlan ports;
  private final Links links;
  private final Brokers brokers;
  private final Services services;
  private @Nullable Postgres postgres;

  /** With the settings of every run. */
  public Cluster(Topology topology, Path folder, Jars jars) {
    this(topology, folder, jars, Map.of());
  }

  /**
   * Binds the links; nothing is started yet.
   *
   * @param settings of the services, in place of every run's
   */
  public Cluster(Topology topology, Path folder, Jars jars, Map<String, String> settings) {
    this.folder = folder;
    this.topology = topology;
    this.ports = PortPlan.of(topology);
    this.links = new Links(topology, ports);
    this.brokers = new Brokers(folder, topology, ports, links);
    this.services = new Services(folder, jars, topology, ports, links, settings);
  }

  /**
   * Starts all parts and returns when all are ready.
   *
   * @throws CannotStart when one is not within five minutes
   */
  public void start() {
    CompletableFuture<Void> kafka =
        CompletableFuture.runAsync(brokers::start, Thread::startVirtualThread);
    startPostgres();
    services.startAll();
    join(kafka);
    awaitReady(START_LIMIT);
  }

  private static void join(CompletableFuture<Void> starting) {
    try {
      starting.join();
    } catch (CompletionException e) {
      throw new CannotStart("cannot start Kafka: " + e.getCause(), e);
    }
  }

  private synchronized void startPostgres() {
    Postgres started = Postgres.start(data(), ports.postgres());
    postgres = started;
    try (Connection superuser = started.connectAsSuperuser("postgres")) {
      DatabaseBootstrap.run(superuser, DATABASE);
    } catch (SQLException e) {
      throw new CannotStart("cannot set up PostgreSQL: " + e.getMessage(), e);
    }
  }

  /**
   * Waits for all parts.
   *
   * @throws CannotStart naming those that are not ready in time, with the ends of their logs
   */
  public void awaitReady(Duration limit) {
    List<String> late = services.awaitReady(limit);
    if (!late.isEmpty()) {
      String log = String.join("\n", services.logTail(late.getFirst(), 20));
      throw new CannotStart(
          "not ready after %d s: %s%n%s"
              .formatted(limit.toSeconds(), String.join(", ", late), log));
    }
  }

  public Topology topology() {
    return topology;
  }

  /** The gateways, as callers reach them. */
  public URI gateway() {
    return local(links.port(Topology.CALLERS));
  }

  /** A gateway past all links. */
  public URI gatewayItself() {
    return local(ports.gateways().getFirst());
  }

  /** The sandbox past all links. */
  public URI sandbox() {
    return local(ports.sandbox());
  }

  private static URI local(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  public String adminKey() {
    return Settings.ADMIN_KEY;
  }

  /** What the sandbox expects and webhooks are signed with. */
  public String retellKey() {
    return Settings.RETELL_KEY;
  }

  /** Kafka past all links. */
  public String bootstrap() {
    return brokers.bootstrap();
  }

  /** The database past all links, as superuser. */
  public synchronized Connection database() throws SQLException {
    Postgres running = postgres;
    if (running == null) {
      throw new SQLException("PostgreSQL does not run");
    }
    return running.connectAsSuperuser(DATABASE);
  }

  /** What each service tells of itself, in Prometheus' words, past all links. */
  public Map<String, URI> metrics() {
    return services.metrics();
  }

  /** Where logs and data are. */
  public Path folder() {
    return folder;
  }

  // What can be done to it.

  @Override
  public boolean ready(String part) {
    return services.ready(part);
  }

  @Override
  public void kill(String part) {
    services.killAndStart(part);
  }

  /** SIGKILL, and no new one. */
  public void stop(String part) {
    services.kill(part);
  }

  /** Starts one that was stopped. */
  public void start(String part) {
    services.start(part);
  }

  /** Instances that are ready and may come there. */
  public List<String> ready(CrashPoint point) {
    return services.ready().stream().filter(point::isIn).toList();
  }

  /** Lets the first that comes there die, and starts it again; says whether one came in time. */
  public boolean crash(List<String> parts, CrashPoint point, Duration limit) {
    return services.crashAndStart(parts, point, limit);
  }

  @Override
  public Duration terminate(String part) {
    return services.terminateAndStart(part);
  }

  @Override
  public boolean pause(String part, Runnable meanwhile) {
    return services.pause(part, meanwhile);
  }

  /** How many connections of a link have felt what was done to it. */
  public long hits(String link) {
    return links.hits(link);
  }

  /** How many connections of a link are open. */
  public int connections(String link) {
    return links.connections(link);
  }

  /** A link's mode from now on. */
  public void link(String name, LinkMode mode) {
    links.set(name, mode);
  }

  /** Stops a broker, hard or clean, and starts it again on its data. */
  public void restartBroker(int broker, boolean hard) {
    brokers.restart(broker, hard);
  }

  /** Stops PostgreSQL, hard or clean, and starts it again on its data. */
  public synchronized void restartDatabase(boolean hard) {
    Postgres stopped = postgres;
    if (stopped != null) {
      postgres = null;
      Stopping.surely(hard ? stopped::kill : stopped::stop, stopped::kill);
    }
    postgres = Stopping.again(() -> Postgres.start(data(), ports.postgres()));
  }

  /** Keeps a copy of the database's files, for which it is stopped for a moment. */
  public synchronized void keepDatabase() {
    stopped().stop();
    DatabaseFiles.copy(data(), folder.resolve("postgres-kept"));
    postgres = Stopping.again(() -> Postgres.start(data(), ports.postgres()));
  }

  /** Kills PostgreSQL and puts back the files that were kept. */
  public synchronized void putDatabaseBack() {
    stopped().kill();
    DatabaseFiles.replace(data(), folder.resolve("postgres-kept"));
  }

  /** Starts PostgreSQL, which does not run, on the files that are there. */
  public synchronized void startDatabase() {
    postgres = Stopping.again(() -> Postgres.start(data(), ports.postgres()));
  }

  private Path data() {
    return folder.resolve("postgres");
  }

  private Postgres stopped() {
    Postgres stopped = Objects.requireNonNull(postgres, "PostgreSQL does not run");
    postgres = null;
    return stopped;
  }

  /**
   * Ends whoever streams from the outbox's slots, and drops them; false when there was none.
   *
   * @throws SQLException when one cannot be dropped
   */
  public boolean dropSlots() throws SQLException {
    try (Connection connection = database()) {
      return DroppedSlot.dropAll(connection);
    }
  }

  /** Every link passes everything on. */
  public void healLinks() {
    links.heal();
  }

  /** Starts again what has ended by itself. */
  public void startDead() {
    services.startDead();
  }

  /** What has ended by itself so far, and with which exit code. */
  public List<String> deaths() {
    return services.deaths();
  }

  @Override
  public synchronized void close() {
    services.close();
    brokers.close();
    if (postgres != null) {
      postgres.stop();
      postgres = null;
    }
    links.close();
  }
}
