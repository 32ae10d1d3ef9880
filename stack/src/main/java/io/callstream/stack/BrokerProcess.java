package io.callstream.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * The main class of the broker's own process: formats the folder where that was not done, starts
 * the broker and says {@link #READY} on stdout. It ends on SIGTERM, and when its stdin closes,
 * which is how it learns that the process that started it is gone.
 */
final class BrokerProcess {

  static final String READY = "ready";
  static final String FAILED = "failed ";

  /** Beside the data: settings of Kafka's own that go over {@link BrokerSettings}. */
  static final String MORE_SETTINGS = "more.properties";

  private static volatile boolean started;

  private BrokerProcess() {}

  public static void main(String[] args) {
    Path data = Path.of(args[0]);
    Thread.ofPlatform().daemon().name("parent-watch").start(BrokerProcess::awaitEndOfParent);
    try {
      Properties settings =
          BrokerSettings.of(data, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
      settings.putAll(moreSettings(data));
      format(data, settings);
      KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
      Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-shutdown"));
      server.startup();
      started = true;
      System.out.println(READY);
      server.awaitShutdown();
    } catch (Throwable e) {
      System.out.println(FAILED + e.toString().replaceAll("\\R", " "));
      Runtime.getRuntime().halt(CannotStart.EXIT_CODE);
    }
  }

  private static Properties moreSettings(Path data) throws IOException {
    Properties more = new Properties();
    try (InputStream in = Files.newInputStream(data.resolveSibling(MORE_SETTINGS))) {
      more.load(in);
    }
    return more;
  }

  /** Formatted beside its place and moved there at once, so that a folder that exists is whole. */
  private static void format(Path data, Properties settings) throws Exception {
    if (Files.exists(data)) {
      return;
    }
    Path half = data.resolveSibling("data.half");
    DataFolder.delete(half);
    Files.createDirectories(half);
    new Formatter()
        .setNodeId(Integer.parseInt(String.valueOf(settings.get("node.id"))))
        .setClusterId(settings.getProperty(KafkaBroker.CLUSTER_ID, Uuid.randomUuid().toString()))
        .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
        .setReleaseVersion(MetadataVersion.latestProduction())
        .addDirectory(half.toString())
        .setMetadataLogDirectory(half.toString())
        .run();
    Files.move(half, data);
  }

  /** Nobody writes to stdin: only its end matters. A start half done is cut off, not shut down. */
  private static void awaitEndOfParent() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException _) {
      // As good as its end.
    }
    if (started) {
      System.exit(0);
    }
    Runtime.getRuntime().halt(CannotStart.EXIT_CODE);
  }
}
