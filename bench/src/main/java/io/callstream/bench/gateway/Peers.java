package io.callstream.bench.gateway;

import io.callstream.bench.RunFolder;
import io.callstream.bench.Server;
import io.callstream.stack.CannotStart;
import io.callstream.stack.FreePorts;
import io.callstream.stack.Stack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The processes that are measured, each ready to be. */
record Peers(Server gateway, Server bare, Server plain) implements AutoCloseable {

  /** Who signs webhooks has it. */
  static final String KEY = "bench-key";

  /** Who asks for calls has it. */
  static final String ADMIN_KEY = "bench-admin-key";

  static final String PRODUCER_TOPIC = "bench-producer";

  private static final String BARE_TOPIC = "bench-bare";
  private static final int PARTITIONS = 12;
  private static final Duration READY_LIMIT = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final byte[] READY =
      "GET /actuator/health/readiness HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  /** Starts them one after the other. */
  static Peers start(Stack stack, RunFolder folder) throws SQLException {
    makeTopics(stack);
    makeDatabase(stack);
    int management = FreePorts.find();
    var gateway = gateway(stack, folder, management);
    var bare = bare(stack, folder);
    var key = Map.of("RETELL_API_KEY", KEY, "ADMIN_KEY", ADMIN_KEY);
    var plain = PlainRoute.start(folder, stack.postgres().port(), key);
    awaitReady(gateway, management);
    return new Peers(gateway, bare, plain);
  }

  private static void makeDatabase(Stack stack) throws SQLException {
    try (var superuser = stack.postgres().connectAsSuperuser("postgres");
        var sql = superuser.createStatement()) {
      sql.execute("create database %s owner callstream".formatted(PlainRoute.DATABASE));
    }
  }

  private static void makeTopics(Stack stack) {
    var topics =
        Stream.of(BARE_TOPIC, PRODUCER_TOPIC)
            .map(name -> new NewTopic(name, PARTITIONS, (short) 1));
    try (var admin = Admin.create(Map.of("bootstrap.servers", stack.kafka().bootstrapServers()))) {
      admin.createTopics(topics.toList()).all().get();
    } catch (ExecutionException e) {
      throw new CannotStart("Kafka does not make a topic: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }

  private static Server gateway(Stack stack, RunFolder folder, int management) {
    int port = FreePorts.find();
    var environment = new HashMap<String, String>();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafka().bootstrapServers());
    environment.put("DATABASE_URL", stack.databaseUrl());
    environment.put("DATABASE_USER", "callstream");
    environment.put("DATABASE_PASSWORD", "callstream");
    // Nobody is there: nothing that is measured asks Retell.
    environment.put("RETELL_BASE_URL", "http://127.0.0.1:1");
    environment.put("RETELL_API_KEY", KEY);
    environment.put("CALLSTREAM_ADMIN_KEY", ADMIN_KEY);
    environment.put("SERVER_PORT", String.valueOf(port));
    environment.put("MANAGEMENT_PORT", String.valueOf(management));
    return Server.java(
        List.of("-jar", RunFolder.jars().gateway().toString()),
        environment,
        port,
        folder.path().resolve("gateway.log"));
  }

  private static Server bare(Stack stack, RunFolder folder) {
    int port = FreePorts.find();
    return Server.java(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            BareTomcat.class.getName(),
            String.valueOf(port),
            stack.kafka().bootstrapServers(),
            BARE_TOPIC,
            KEY),
        Map.of(),
        port,
        folder.path().resolve("bare.log"));
  }

  /** It takes connections before it takes webhooks. */
  private static void awaitReady(Server gateway, int management) {
    long deadline = System.nanoTime() + READY_LIMIT.toNanos();
    while (!isReady(management)) {
      if (System.nanoTime() > deadline || !gateway.process().isAlive()) {
        throw new CannotStart("the gateway does not get ready: see its log");
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private static boolean isReady(int management) {
    try (var connection = new Connection(management)) {
      return connection.send(READY) == Load.OK;
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public void close() {
    gateway.close();
    bare.close();
    plain.close();
  }
}
