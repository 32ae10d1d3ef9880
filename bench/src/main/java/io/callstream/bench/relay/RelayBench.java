package io.callstream.bench.relay;

import io.callstream.bench.Database;
import io.callstream.bench.Figure;
import io.callstream.bench.Server;
import io.callstream.contracts.Topics;
import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.database.Migrations;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.runtime.kafka.TopicSetup;
import io.callstream.stack.CannotStart;
import io.callstream.stack.FreePorts;
import io.callstream.stack.Stack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** A backlog of outbox rows, read by each peer after the other through a slot of its own. */
final class RelayBench implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(10);

  /** As many as the projector writes in a transaction. */
  private static final int IN_TRANSACTION = 500;

  private static final String WRITE =
      """
      do $$
      begin
        for batch in 1..:batches loop
          insert into outbox.messages (message_id, topic, key, headers, value)
          select gen_random_uuid(), ':topic', (n % 1000)::text,
                 '{"callstream-installation": "bench", "callstream-event": "call.ended"}',
                 convert_to(rpad(n::text, :bytes, md5(n::text)), 'UTF8')
            from generate_series(1, :in_transaction) as n;
          commit;
        end loop;
      end
      $$
      """;

  private final Stack stack;
  private final Path folder;
  private final Database database;
  private final DatabaseSettings login;

  RelayBench(Stack stack, Path folder) throws SQLException {
    this.stack = stack;
    this.folder = folder;
    this.database = new Database(stack);
    this.login = new DatabaseSettings(stack.databaseUrl(), "callstream", "callstream");
  }

  /** Makes the outbox, its topic, and the slots of both peers: the relay makes its own. */
  void prepare() throws SQLException {
    Migrations.migrate(login, "outbox");
    database.run("select outbox.maintain()");
    makeTopics();
    database.run(
        "select pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(BareEngine.SLOT));
    var relay = start(Peer.RELAY);
    while (database.rows("select 1 from outbox.relay where slot is not null").isEmpty()) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
    relay.close();
  }

  private void makeTopics() {
    try {
      TopicSetup.ensure(
          new KafkaSettings(stack.kafka().bootstrapServers(), (short) 1),
          List.of(Topics.CALL_EVENTS));
    } catch (ExecutionException | TimeoutException e) {
      throw new CannotStart("Kafka does not make a topic: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }

  /** Writes rows while nobody reads. */
  void write(int rows, int bytes) throws SQLException {
    database.run("truncate outbox.messages");
    database.run(
        WRITE
            .replace(":batches", Integer.toString(rows / IN_TRANSACTION))
            .replace(":topic", Topics.CALL_EVENTS)
            .replace(":bytes", Integer.toString(bytes))
            .replace(":in_transaction", Integer.toString(IN_TRANSACTION)));
    database.run("checkpoint");
  }

  /** How fast a peer reads the later half of what was written; the first makes it warm. */
  Figure read(Peer peer, int rows, String group) {
    try (var server = start(peer)) {
      awaitRows(server, rows / 2);
      long halfAt = System.nanoTime();
      long half = rows(server);
      var cpu = server.cpu();
      awaitRows(server, rows);
      long nanos = System.nanoTime() - halfAt;
      double micros = server.cpu().minus(cpu).toNanos() / 1e3 / (rows - half);
      return new Figure(group, peer.says(), (rows - half) * 1e9 / nanos, micros, null);
    }
  }

  private Server start(Peer peer) {
    int port = FreePorts.find();
    return Server.java(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            RelayPeer.class.getName(),
            peer.name(),
            String.valueOf(port)),
        Map.of(
            "KAFKA_BOOTSTRAP_SERVERS",
            stack.kafka().bootstrapServers(),
            "DATABASE_URL",
            login.url(),
            "DATABASE_USER",
            login.user(),
            "DATABASE_PASSWORD",
            login.password()),
        port,
        folder.resolve(peer.name().toLowerCase(Locale.ROOT) + ".log"));
  }

  private static void awaitRows(Server server, long rows) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (rows(server) < rows) {
      if (System.nanoTime() > deadline || !server.process().isAlive()) {
        throw new CannotStart("a peer does not get on: see its log");
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private static long rows(Server server) {
    try (var asks = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var answer = asks.getInputStream().readAllBytes();
      return Long.parseLong(new String(answer, StandardCharsets.US_ASCII).strip());
    } catch (IOException e) {
      throw new CannotStart("a peer does not answer: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
