package io.callstream.bench.gateway;

import io.callstream.bench.Gateway;
import io.callstream.bench.RunFolder;
import io.callstream.bench.Server;
import io.callstream.stack.CannotStart;
import io.callstream.stack.FreePorts;
import io.callstream.stack.Stack;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The processes that are measured, each ready to be. */
record Peers(Server gateway, Server bare, Server plain) implements AutoCloseable {

  /** Who signs webhooks has it. */
  static final String KEY = Gateway.WEBHOOK_KEY;

  /** Who asks for calls has it. */
  static final String ADMIN_KEY = Gateway.ADMIN_KEY;

  static final String PRODUCER_TOPIC = "bench-producer";

  private static final String BARE_TOPIC = "bench-bare";
  private static final int PARTITIONS = 12;

  /** Starts them one after the other. */
  static Peers start(Stack stack, RunFolder folder) throws SQLException {
    makeTopics(stack);
    makeDatabase(stack);
    var gateway = Gateway.start(stack, folder).server();
    var bare = bare(stack, folder);
    var key = Map.of("RETELL_API_KEY", KEY, "ADMIN_KEY", ADMIN_KEY);
    var plain = PlainRoute.start(folder, stack.postgres().port(), key);
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

  @Override
  public void close() {
    gateway.close();
    bare.close();
    plain.close();
  }
}
