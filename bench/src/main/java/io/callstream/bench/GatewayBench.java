package io.callstream.bench;

import io.callstream.local.running.Jars;
import io.callstream.stack.FreePorts;
import io.callstream.stack.Stack;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Webhooks in: the gateway, the same steps bare, the plain Node route, and Kafka alone. */
final class GatewayBench implements AutoCloseable {

  static final String GATEWAY = "gateway";
  private static final String BARE = "bare Tomcat, same steps";
  private static final String PLAIN = "plain Node route, one process";
  private static final String KEY = "bench-key";
  private static final int PARTITIONS = 12;
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final List<String> JVM =
      List.of(
          "-Xmx384m",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final Stack stack;
  private final Jars jars;
  private final Path folder;
  private final Map<String, Server> servers = new LinkedHashMap<>();

  GatewayBench(Stack stack, Jars jars, Path folder) {
    this.stack = stack;
    this.jars = jars;
    this.folder = folder;
  }

  /** Starts what is measured. */
  void start() {
    makeTopics("bench-bare", "bench-producer");
    servers.put(GATEWAY, gateway());
    servers.put(BARE, bare());
    servers.put(PLAIN, plain());
  }

  private void makeTopics(String... names) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
      admin
          .createTopics(
              Stream.of(names).map(name -> new NewTopic(name, PARTITIONS, (short) 1)).toList())
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private String bootstrap() {
    return stack.kafka().bootstrapServers();
  }

  private Server gateway() {
    int port = FreePorts.find();
    return java(
        port,
        Map.of(
            "KAFKA_BOOTSTRAP_SERVERS",
            bootstrap(),
            "DATABASE_URL",
            stack.databaseUrl(),
            "DATABASE_USER",
            "callstream",
            "DATABASE_PASSWORD",
            "callstream",
            "RETELL_BASE_URL",
            "http://127.0.0.1:1",
            "RETELL_API_KEY",
            KEY,
            "CALLSTREAM_ADMIN_KEY",
            "bench-admin-key",
            "SERVER_PORT",
            String.valueOf(port),
            "MANAGEMENT_PORT",
            String.valueOf(FreePorts.find())),
        "gateway.log",
        "-jar",
        jars.gateway().toString());
  }

  private Server bare() {
    int port = FreePorts.find();
    return java(
        port,
        Map.of(),
        "bare.log",
        "-cp",
        System.getProperty("java.class.path"),
        BareTomcat.class.getName(),
        String.valueOf(port),
        bootstrap(),
        "bench-bare",
        KEY);
  }

  private Server java(int port, Map<String, String> environment, String log, String... what) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(List.of(what));
    return Server.start(command, environment, port, folder.resolve(log));
  }

  private Server plain() {
    return PlainRoute.start(
        jars.root().resolve("bench/plain"), stack.postgres().port(), KEY, folder);
  }

  /**
   * All peers in turn, again and again, each after a warm-up of its own.
   *
   * @return each peer's medians, Kafka's producer test last
   */
  List<Figures> run(Load load, int repetitions, Consumer<String> say) {
    Load warmUp = new Load(load.connections(), load.bytes(), 0, WARM_UP);
    servers.forEach((peer, server) -> measure(peer, server, warmUp));
    Map<String, List<Figures>> all = new LinkedHashMap<>();
    for (int n = 0; n < repetitions; n++) {
      servers.forEach((peer, server) -> keep(all, measure(peer, server, load), say));
      keep(all, producer(load), say);
    }
    return all.values().stream().map(Figures::median).toList();
  }

  /** The gateway alone, at that rate. */
  Figures atRate(Load load) {
    Server gateway = servers.get(GATEWAY);
    if (gateway == null) {
      throw new IllegalStateException("not started");
    }
    return measure("gateway at half its maximum", gateway, load);
  }

  private static void keep(Map<String, List<Figures>> all, Figures figures, Consumer<String> say) {
    all.computeIfAbsent(figures.peer(), _ -> new ArrayList<>()).add(figures);
    say.accept(figures.line());
  }

  private static Figures measure(String peer, Server server, Load load) {
    Duration before = server.cpu();
    Load.Seen seen = load.against(server.port(), KEY, InstantSource.system());
    double cpuMicros = server.cpu().minus(before).toNanos() / 1e3 / Math.max(1, seen.answers());
    return Figures.of(peer, seen, cpuMicros, server.residentMiB());
  }

  private Figures producer(Load load) {
    int records = (int) (400_000L * 2_048 / Math.max(2_048, load.bytes()));
    return ProducerTest.run(bootstrap(), "bench-producer", load.bytes(), records);
  }

  @Override
  public void close() {
    servers.values().forEach(Server::close);
  }
}
