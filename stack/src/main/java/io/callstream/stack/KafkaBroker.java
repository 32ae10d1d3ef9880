package io.callstream.stack;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.AppInfoParser;
import org.jspecify.annotations.Nullable;

/**
 * One Apache Kafka broker (KRaft, its own controller) as a process of its own on 127.0.0.1.
 * Starting it again on the same folder and port continues with the data, after {@link #stop} as
 * after {@link #kill}.
 */
public final class KafkaBroker implements AutoCloseable {

  /** The id that all brokers of a cluster are formatted with; a broker alone makes its own. */
  public static final String CLUSTER_ID = "callstream.cluster.id";

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final int META_FORMAT = 1;

  private static final List<String> JVM_FLAGS =
      List.of(
          "-Xms96m",
          "-Xmx512m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dlogback.configurationFile=io/callstream/stack/broker-logback.xml");

  private final DataFolder folder;
  private final int port;
  private final Process process;

  private KafkaBroker(DataFolder folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts the broker and waits until it answers.
   *
   * @throws CannotStart when the port is taken, the folder is in use, of another version or broken
   */
  public static KafkaBroker start(Path dir, int port) {
    return start(dir, port, Map.of());
  }

  /**
   * Starts the broker with settings of Kafka's own over the usual ones, as one of a cluster or
   * behind proxies, and waits until it answers: a cluster's brokers start at the same time.
   *
   * @param more besides Kafka's settings {@link #CLUSTER_ID}
   * @throws CannotStart when the port is taken, the folder is in use, of another version or broken
   */
  public static KafkaBroker start(Path dir, int port, Map<String, String> more) {
    DataFolder folder = DataFolder.open(dir);
    try {
      endEarlierBroker(folder);
      refuseForeignData(folder);
      FreePorts.requireFree("Kafka", port);
      Files.writeString(folder.resolve("version"), AppInfoParser.getVersion());
      writeSettings(folder, more);
      KafkaBroker broker = new KafkaBroker(folder, port, launch(folder, port));
      broker.awaitReady();
      return broker;
    } catch (IOException e) {
      folder.close();
      throw new CannotStart("cannot start Kafka at " + folder.path() + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static void writeSettings(DataFolder folder, Map<String, String> more)
      throws IOException {
    Properties settings = new Properties();
    settings.putAll(more);
    try (OutputStream out = Files.newOutputStream(folder.resolve(BrokerProcess.MORE_SETTINGS))) {
      settings.store(out, null);
    }
  }

  /** Ends a broker that its starter has left running in the folder. */
  static void endEarlier(Path dir) {
    DataFolder.tidy(dir, KafkaBroker::endEarlierBroker);
  }

  /** Where clients connect: {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  /** Completes when the process has ended, wanted or not. */
  public CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  /** SIGKILL: no clean-up, no flush. The folder is free again when this returns. */
  public void kill() {
    ServerProcess.kill(process.toHandle());
    folder.close();
  }

  /** A clean stop; kills a broker that has not ended within {@code STOP_LIMIT}. */
  public void stop() {
    ServerProcess.terminate(process.toHandle(), STOP_LIMIT);
    folder.close();
  }

  @Override
  public void close() {
    stop();
  }

  /** A broker whose starter was killed ends by itself, as a rule; here it has to. */
  private static void endEarlierBroker(DataFolder folder) throws IOException {
    Path pidFile = folder.resolve("pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    ServerProcess.named(Files.readString(pidFile))
        .filter(process -> ServerProcess.wasStartedWith(process, logProperty(folder)))
        .ifPresent(process -> ServerProcess.terminate(process, STOP_LIMIT));
    Files.delete(pidFile);
  }

  private static void refuseForeignData(DataFolder folder) throws IOException {
    Path version = folder.resolve("version");
    if (Files.exists(version)) {
      refuseNewer(folder, Files.readString(version).strip());
    }
    Path meta = folder.resolve("data").resolve("meta.properties");
    if (Files.exists(meta)) {
      refuseOtherFormat(folder, meta);
    } else if (Files.exists(folder.resolve("data"))) {
      throw new CannotStart(
          "data folder %s holds something that is not Kafka's (no meta.properties)"
              .formatted(folder.resolve("data")));
    }
  }

  private static void refuseNewer(DataFolder folder, String version) {
    String own = AppInfoParser.getVersion();
    if (feature(version) > feature(own)) {
      throw new CannotStart(
          "data folder %s is of Kafka %s; this is Kafka %s".formatted(folder.path(), version, own));
    }
  }

  /** {@code 4.2.1} as 4002: what decides whether data can be read. Unreadable counts as newer. */
  private static int feature(String version) {
    String[] parts = version.split("\\.", -1);
    try {
      return Integer.parseInt(parts[0]) * 1000 + Integer.parseInt(parts[1]);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
      return Integer.MAX_VALUE;
    }
  }

  private static void refuseOtherFormat(DataFolder folder, Path meta) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(meta)) {
      properties.load(in);
    }
    @Nullable String format = properties.getProperty("version");
    if (!String.valueOf(META_FORMAT).equals(format)) {
      throw new CannotStart(
          "data folder %s is of another Kafka version: its meta.properties says version %s, this Kafka reads %d"
              .formatted(folder.path(), format, META_FORMAT));
    }
  }

  /**
   * Says which folder a broker is of; stands early in its command line, of whose end the system
   * shows no more than a few KB.
   */
  private static String logProperty(DataFolder folder) {
    return "-Dcallstream.broker.log=" + folder.resolve("broker.log");
  }

  static Process launch(DataFolder folder, int port) throws IOException {
    List<String> command = new ArrayList<>(OwnSession.prefix());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    command.add(logProperty(folder));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(BrokerProcess.class.getName());
    command.add(folder.resolve("data").toString());
    command.add(String.valueOf(port));
    command.add(String.valueOf(FreePorts.find()));
    File errors = folder.resolve("broker.err").toFile();
    Process process = new ProcessBuilder(command).redirectError(errors).start();
    try {
      Files.writeString(folder.resolve("pid"), String.valueOf(process.pid()));
      return process;
    } catch (IOException e) {
      ServerProcess.kill(process.toHandle());
      throw e;
    }
  }

  private void awaitReady() {
    CompletableFuture<String> answer = new CompletableFuture<>();
    Thread.ofVirtual().name("broker-stdout").start(() -> answer.complete(readAnswer()));
    String line = answer.completeOnTimeout("", START_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    if (line.equals(BrokerProcess.READY)) {
      return;
    }
    ServerProcess.kill(process.toHandle());
    throw new CannotStart("Kafka did not start on " + folder.path() + ": " + why(line));
  }

  private String why(String line) {
    Path log = folder.resolve("broker.log");
    return line.startsWith(BrokerProcess.FAILED)
        ? "%s (see %s)".formatted(line.substring(BrokerProcess.FAILED.length()), log)
        : LogTail.reason(log, Pattern.compile(" ERROR "));
  }

  private String readAnswer() {
    try {
      BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.equals(BrokerProcess.READY) || line.startsWith(BrokerProcess.FAILED)) {
          return line;
        }
      }
    } catch (IOException _) {
      // The process is gone: the log says why.
    }
    return "";
  }
}
