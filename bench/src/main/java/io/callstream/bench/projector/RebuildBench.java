package io.callstream.bench.projector;

import io.callstream.bench.Database;
import io.callstream.bench.RunFolder;
import io.callstream.contracts.Json;
import io.callstream.runtime.kafka.KafkaClients;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.stack.CannotStart;
import io.callstream.stack.Stack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;

/** A read model that is rebuilt while it is written and read. */
final class RebuildBench implements AutoCloseable {

  static final int ALTERED = 1_000;

  private static final int BYTES = 2_000;
  private static final int AT_ONCE = 60_000;
  private static final Duration SETTLED = Duration.ofSeconds(3);

  private static final String ALTER =
      """
      create table calls.bench_altered as
        select call_id from calls.retell_calls order by call_id limit :rows;
      update calls.retell_calls set status = 'failed', outcome = 'failed'
       where call_id in (select call_id from calls.bench_altered)
      """;

  private static final String FAILED =
      """
      select count(*) filter (where status = 'failed')
        from calls.retell_calls join calls.bench_altered using (call_id)
      """;

  private static final String RIGHT =
      """
      select count(*) from calls.retell_calls join calls.bench_altered using (call_id)
       where status = 'completed' and outcome = 'answered'
      """;

  private final Stack stack;
  private final Path folder;
  private final Database database;
  private final KafkaSettings kafka;
  private final Projector projector;
  private final Random random = new Random(2);
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong readings = new AtomicLong();
  private final AtomicLong gaps = new AtomicLong();
  private final AtomicLong longest = new AtomicLong();

  RebuildBench(Stack stack, Path folder) throws SQLException {
    this.stack = stack;
    this.folder = folder;
    this.projector = Projector.start(stack, folder);
    this.database = new Database(stack);
    this.kafka = new KafkaSettings(stack.kafka().bootstrapServers(), (short) 1);
  }

  /**
   * How a rebuild ended.
   *
   * @param changed rows that readers see otherwise
   * @param said its own line
   */
  record Rebuilt(double seconds, long changed, String said) {}

  /** Has so many webhooks folded, three a call. */
  void load(int webhooks) throws SQLException {
    try (var backlog = new Backlog(kafka, Projector.RECEIVED_AT)) {
      for (int done = 0; done < webhooks; done += AT_ONCE) {
        int calls = Math.min(AT_ONCE, webhooks - done) / 3;
        projector.await(backlog.publish(Webhook.lives(random, calls, BYTES)), database);
      }
    }
    database.run("vacuum (analyze) calls.retell_calls, calls.facts, calls.aliases");
  }

  /** As another mapping would have left some rows. */
  void alter() throws SQLException {
    database.run(ALTER.replace(":rows", Integer.toString(ALTERED)));
  }

  /** Sends webhooks of other calls until it is closed. */
  Going traffic(int perSecond) {
    return Going.start(goes -> {
      try (var producer =
          new KafkaProducer<byte[], byte[]>(KafkaClients.producer(kafka, "bench-traffic"))) {
        long next = System.nanoTime();
        while (goes.getAsBoolean()) {
          var webhook = Webhook.ends(random, 1, BYTES).getFirst();
          var _ =
              producer.send(
                  webhook.message(Projector.RECEIVED_AT),
                  (_, failure) -> sent.addAndGet(failure == null ? 1 : 0));
          next += Math.round(1e9 / perSecond);
          LockSupport.parkNanos(Math.max(1, next - System.nanoTime()));
        }
      }
    });
  }

  /** Reads the altered rows until it is closed. */
  Going readers() throws SQLException {
    var session = database.connect();
    return Going.start(goes -> {
      try (session;
          var statement = session.prepareStatement(FAILED)) {
        while (goes.getAsBoolean()) {
          long begun = System.nanoTime();
          try (var found = statement.executeQuery()) {
            found.next();
            long failed = found.getLong(1);
            gaps.addAndGet(failed == 0 || failed == ALTERED ? 0 : 1);
          }
          readings.incrementAndGet();
          longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  /** Runs the command to its end. */
  Rebuilt rebuild(String what) throws IOException {
    long begun = System.nanoTime();
    var log = folder.resolve("rebuild" + what + ".log");
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                // Ends with this process.
                "-javaagent:" + RunFolder.jars().leash(),
                "-jar",
                RunFolder.jars().projector().toString(),
                "rebuild",
                what)
            .redirectError(log.toFile());
    builder.environment().putAll(Projector.environment(stack));
    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (said.isEmpty()) {
      throw new CannotStart("the rebuild failed: see " + log);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    return new Rebuilt(seconds, Json.mapper().readTree(said).path("changed").longValue(), said);
  }

  /** Waits until all traffic is folded. */
  void settle() throws SQLException {
    try (var backlog = new Backlog(kafka, Projector.RECEIVED_AT)) {
      projector.await(backlog.publish(Webhook.lives(random, ALTERED, BYTES)), database);
    }
    LockSupport.parkNanos(SETTLED.toNanos());
  }

  /** Of the altered rows, those that are as they were. */
  long right() throws SQLException {
    return Long.parseLong(database.rows(RIGHT).getFirst()[0]);
  }

  long sent() {
    return sent.get();
  }

  long readings() {
    return readings.get();
  }

  /** How often a reader saw some of a switch. */
  long gaps() {
    return gaps.get();
  }

  double longestReadingMillis() {
    return longest.get() / 1e6;
  }

  @Override
  public void close() throws SQLException {
    projector.close();
    database.close();
  }
}
