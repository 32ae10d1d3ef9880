package io.callstream.stack;

import java.io.IOException;
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

  private BrokerProcess() {}

  public static void main(String[] args) throws IOException {
    Path data = Path.of(args[0]);
    Properties settings =
        BrokerSettings.of(data, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    try {
      format(data);
      KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
      Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-shutdown"));
      server.startup();
    } catch (Throwable e) {
      System.out.println(FAILED + e.toString().replaceAll("\\R", " "));
      Runtime.getRuntime().halt(CannotStart.EXIT_CODE);
    }
    System.out.println(READY);
    awaitEndOfParent();
    System.exit(0);
  }

  /** Formatted beside its place and moved there at once, so that a folder that exists is whole. */
  private static void format(Path data) throws Exception {
    if (Files.exists(data)) {
      return;
    }
    Path half = data.resolveSibling("data.half");
    DataFolder.delete(half);
    Files.createDirectories(half);
    new Formatter()
        .setNodeId(BrokerSettings.NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
        .setReleaseVersion(MetadataVersion.latestProduction())
        .addDirectory(half.toString())
        .setMetadataLogDirectory(half.toString())
        .run();
    Files.move(half, data);
  }

  private static void awaitEndOfParent() throws IOException {
    while (System.in.read() >= 0) {
      // Nobody writes here: only the end matters.
    }
  }
}
