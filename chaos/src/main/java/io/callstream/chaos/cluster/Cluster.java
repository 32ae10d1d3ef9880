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
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The whole system in one folder, each part a process of its own, every link behind a proxy. */
public final class Cluster implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final String DATABASE = "callstream";

  private final Path folder;
  private final Topology topology;
  private final PortPlan ports;
  private final Links links;
  private final Brokers brokers;
  private final Services services;
  private @Nullable Postgres postgres;

  /** Binds the links; nothing is started yet. */
  public Cluster(Topology topology, Path folder, Jars jars) {
    this.folder = folder;
    this.topology = topology;
    this.ports = PortPlan.of(topology);
    this.links = new Links(topology, ports);
    this.brokers = new Brokers(folder, topology, ports, links);
    this.services = new Services(folder, jars, topology, ports, links);
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
    kafka.join();
    awaitReady(START_LIMIT);
  }

  private synchronized void startPostgres() {
    Postgres started = Postgres.start(folder.resolve("postgres"), ports.postgres());
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

  /** Where logs and data are. */
  public Path folder() {
    return folder;
  }

  // What can be done to it.

  /** SIGKILL, and a new one at once. */
  public void kill(String part) {
    services.killAndStart(part);
  }

  /** Lets it die at that point and starts it again; says whether it came there in time. */
  public boolean crash(String part, CrashPoint point, Duration limit) {
    return services.crashAndStart(part, point, limit);
  }

  /** SIGTERM, and a new one when it has ended; says how long that took. */
  public Duration terminate(String part) {
    return services.terminateAndStart(part);
  }

  /** SIGSTOP, and SIGCONT when that returns. */
  public void pause(String part, Runnable meanwhile) {
    services.pause(part, meanwhile);
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
    if (stopped == null) {
      throw new IllegalStateException("PostgreSQL does not run");
    }
    postgres = null;
    Stopping.surely(hard ? stopped::kill : stopped::stop, stopped::kill);
    postgres = Postgres.start(folder.resolve("postgres"), ports.postgres());
  }

  /** Ends whoever streams from the outbox's slots, and drops them. */
  public void dropSlots() throws SQLException {
    try (Connection connection = database();
        Statement sql = connection.createStatement()) {
      sql.execute(
          "select pg_terminate_backend(active_pid) from pg_replication_slots where active_pid is"
              + " not null");
      sql.execute(
          """
          do $$ declare slot name; begin
            for slot in select slot_name from pg_replication_slots loop
              for attempt in 1..40 loop
                begin perform pg_drop_replication_slot(slot); exit;
                exception when object_in_use then
                  perform pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = slot;
                  perform pg_sleep(0.05);
                when undefined_object then exit; end;
              end loop;
            end loop; end $$
          """);
    }
  }

  /** Every link passes everything on. */
  public void healLinks() {
    links.heal();
  }

  /** Starts again what has ended by itself, and says which that was. */
  public List<String> startDead() {
    return services.startDead();
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
