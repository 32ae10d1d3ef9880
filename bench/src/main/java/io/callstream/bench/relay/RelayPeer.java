package io.callstream.bench.relay;

import io.callstream.outbox.OutboxRelay;
import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.environment.Environment;
import io.callstream.runtime.kafka.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * One peer in a process of its own; tells each who connects how many rows it has worked off.
 * Arguments: which, and the port.
 */
final class RelayPeer {

  private static final String PUBLISHED = "callstream.outbox.relay.published";
  private static final int CONNECTIONS_WAITING = 16;

  private RelayPeer() {}

  public static void main(String[] arguments) throws IOException {
    var environment = Environment.ofProcess();
    var database = DatabaseSettings.from(environment);
    var kafka = KafkaSettings.from(environment);
    LongSupplier rows =
        switch (Peer.valueOf(arguments[0])) {
          case RELAY -> relay(database, kafka);
          case BARE -> BareEngine.start(database)::rows;
        };
    answer(rows, Integer.parseInt(arguments[1]));
  }

  private static LongSupplier relay(DatabaseSettings database, KafkaSettings kafka) {
    var meters = new SimpleMeterRegistry();
    var relay = new OutboxRelay(database, kafka, "bench", meters);
    relay.start();
    Runtime.getRuntime().addShutdownHook(new Thread(relay::stop, "stop"));
    return () -> (long) meters.get(PUBLISHED).counter().count();
  }

  private static void answer(LongSupplier rows, int port) throws IOException {
    try (var server =
        new ServerSocket(port, CONNECTIONS_WAITING, InetAddress.getLoopbackAddress())) {
      while (true) {
        try (var asks = server.accept()) {
          var line = rows.getAsLong() + "\n";
          asks.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
        }
      }
    }
  }
}
