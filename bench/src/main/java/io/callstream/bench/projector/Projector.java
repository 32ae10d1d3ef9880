package io.callstream.bench.projector;

import io.callstream.bench.Database;
import io.callstream.bench.RunFolder;
import io.callstream.bench.Server;
import io.callstream.bench.Services;
import io.callstream.bench.projector.Backlog.Published;
import io.callstream.stack.CannotStart;
import io.callstream.stack.FreePorts;
import io.callstream.stack.Stack;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The one projector of a run, which also hosts the relay. */
record Projector(Server server) implements AutoCloseable {

  /** When the webhooks of a run came, by what they bear. */
  static final long RECEIVED_AT = 1_795_251_660_000L;

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(10);

  static Projector start(Stack stack, Path folder) {
    int port = FreePorts.find();
    var environment = new HashMap<>(environment(stack));
    environment.put("MANAGEMENT_PORT", String.valueOf(port));
    return new Projector(
        Server.java(
            List.of("-jar", RunFolder.jars().projector().toString()),
            environment,
            port,
            folder.resolve("projector.log")));
  }

  /** What its jar must be told, whatever is run of it. */
  static Map<String, String> environment(Stack stack) {
    var environment = Services.environment(stack);
    environment.put("CALLSTREAM_INSTALLATION", Webhook.INSTALLATION);
    return environment;
  }

  /** Until it has moved past all of it, in the transaction of the effect. */
  void await(Published published, Database database) throws SQLException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!isRead(published, database)) {
      if (System.nanoTime() > deadline || !server.process().isAlive()) {
        throw new CannotStart("the projector does not get on: see its log");
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private static boolean isRead(Published published, Database database) throws SQLException {
    long read =
        database
            .rows(
                "select partition, next_offset from calls.offsets where topic = 'retell-webhooks'")
            .stream()
            .filter(row ->
                Long.parseLong(row[1])
                    >= published.next().getOrDefault(Integer.parseInt(row[0]), Long.MAX_VALUE))
            .count();
    return read == published.next().size();
  }

  /** Processor time used so far. */
  Duration cpu() {
    return server.cpu();
  }

  @Override
  public void close() {
    server.close();
  }
}
