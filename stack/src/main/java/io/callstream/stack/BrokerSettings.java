package io.callstream.stack;

import java.nio.file.Path;
import java.util.Properties;

/** The settings of the one broker, which is its own controller. */
final class BrokerSettings {

  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  /** A webhook record of 10 MiB and what the batch adds to it (CONTRACT.md, Messages). */
  private static final int MESSAGE_BYTES_MAX = 11 * 1024 * 1024;

  private BrokerSettings() {}

  static Properties of(Path data, int port, int controllerPort) {
    Properties settings = new Properties();
    settings.put("node.id", NODE_ID);
    settings.put("process.roles", "broker,controller");
    settings.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,%s://127.0.0.1:%d"
            .formatted(port, CONTROLLER_LISTENER, controllerPort));
    settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    settings.put("controller.listener.names", CONTROLLER_LISTENER);
    settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    settings.put("log.dirs", data.toString());
    settings.put("auto.create.topics.enable", false);
    settings.put("message.max.bytes", MESSAGE_BYTES_MAX);
    settings.put("replica.fetch.max.bytes", MESSAGE_BYTES_MAX);
    settings.put("group.initial.rebalance.delay.ms", 0);
    putSingleNode(settings);
    return settings;
  }

  /** One node cannot replicate, and needs fewer threads and partitions than a cluster. */
  private static void putSingleNode(Properties settings) {
    settings.put("offsets.topic.replication.factor", (short) 1);
    settings.put("offsets.topic.num.partitions", 4);
    settings.put("transaction.state.log.replication.factor", (short) 1);
    settings.put("transaction.state.log.min.isr", 1);
    settings.put("transaction.state.log.num.partitions", 4);
    settings.put("share.coordinator.state.topic.replication.factor", (short) 1);
    settings.put("share.coordinator.state.topic.min.isr", (short) 1);
    // After a kill the controller waits this long before it lets the same node in again.
    settings.put("broker.session.timeout.ms", 3_000);
    settings.put("broker.heartbeat.interval.ms", 500);
    settings.put("num.network.threads", 2);
    settings.put("num.io.threads", 4);
    settings.put("log.cleaner.dedupe.buffer.size", 8L * 1024 * 1024);
  }
}
