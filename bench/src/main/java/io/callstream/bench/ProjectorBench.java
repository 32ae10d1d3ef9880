package io.callstream.bench;

import io.callstream.bench.Backlog.Published;
import io.callstream.runtime.kafka.KafkaSettings;
import io.callstream.stack.CannotStart;
import io.callstream.stack.FreePorts;
import io.callstream.stack.Stack;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Webhooks folded by a projector, beside the same rows written plainly. */
final class ProjectorBench implements AutoCloseable {

  static final String DISTINCT = "projector, distinct calls";
  static final String AUTOCOMMIT = "upsert per message, autocommit";
  static final String UNNESTED = "raw unnest, 500 a transaction";
  static final String FOLDED = "projector, three events a call";
  static final String UNFOLDED = "projector, the same events unfolded";

  static final String POISONED = "projector, 1 % cannot be read";

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int GROWN_BYTES = 2_000;
  private static final Duration LOOK = Duration.ofMillis(10);

  private final KafkaSettings kafka;
  private final Database database;
  private final Backlog backlog;
  private final Server projector;
  private final Random random = new Random(1);

  ProjectorBench(Stack stack, Path folder) throws SQLException {
    this.projector = start(stack, folder);
    this.database = new Database(stack);
    this.kafka = new KafkaSettings(stack.kafka().bootstrapServers(), (short) 1);
    this.backlog = new Backlog(kafka);
  }

  private static Server start(Stack stack, Path folder) {
    int port = FreePorts.find();
    return Server.start(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx384m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-jar",
            RunFolder.projector().toString()),
        Map.of(
            "KAFKA_BOOTSTRAP_SERVERS",
            stack.kafka().bootstrapServers(),
            "DATABASE_URL",
            stack.databaseUrl(),
            "DATABASE_USER",
            "callstream",
            "DATABASE_PASSWORD",
            "callstream",
            "RETELL_BASE_URL",
            "http://127.0.0.1:1",
            "CALLSTREAM_INSTALLATION",
            Webhook.INSTALLATION,
            "MANAGEMENT_PORT",
            String.valueOf(port)),
        port,
        folder.resolve("projector.log"));
  }

  /** Lets the projector and the server's plans grow warm, then takes the relay from it. */
  void warmUp(int webhooks, int bytes) throws SQLException {
    for (int n = 0; n < 2; n++) {
      await(backlog.publish(Webhook.ends(random, webhooks, bytes)));
      database.clear();
      await(backlog.publish(Webhook.lives(random, webhooks / 3, bytes)));
      database.clear();
    }
  }

  /**
   * Makes the relay somebody else's: any instance may host it, and none of the peers does.
   *
   * @return the session that leads, and does nothing
   */
  Connection takeRelay() throws SQLException {
    var leader = database.connect();
    var waiting =
        Thread.ofVirtual()
            .start(() -> {
              try (var statement = leader.createStatement()) {
                statement.execute("select pg_advisory_lock(x'6f7574626f78'::bigint)");
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    database.run("update outbox.relay set beat_at = 'infinity'");
    try {
      while (!waiting.join(Duration.ofMillis(200))) {
        // Who waits in the queue gets the lock before the old leader can ask again.
        database.run(
            """
            select pg_terminate_backend(holder.pid)
              from pg_locks holder join pg_locks waiting using (locktype, database, classid, objid)
             where locktype = 'advisory' and holder.granted and not waiting.granted
            """);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
    database.run("update outbox.relay set beat_at = 'infinity'");
    dropSlot();
    return leader;
  }

  /** Or the next leader would first publish all that is measured now. */
  private void dropSlot() throws SQLException {
    while (!database.rows("select 1 from pg_replication_slots where active").isEmpty()) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
    database.run("select pg_drop_replication_slot(slot_name) from pg_replication_slots");
  }

  /** All peers in turn, again and again; each peer's medians. */
  List<Rate> run(int webhooks, int bytes, int repetitions, Consumer<String> say)
      throws SQLException {
    Map<String, List<Rate>> all = new LinkedHashMap<>();
    for (int n = 0; n < repetitions; n++) {
      for (var rate : round(webhooks, bytes)) {
        all.computeIfAbsent(rate.how(), _ -> new ArrayList<>()).add(rate);
        say.accept(rate.line());
      }
    }
    return all.values().stream().map(Rate::median).toList();
  }

  private List<Rate> round(int webhooks, int bytes) throws SQLException {
    var rates = new ArrayList<Rate>();
    var ends = Webhook.ends(random, webhooks, bytes);
    rates.add(fold(DISTINCT, ends, bytes));
    var same = new PlainWrites(database);
    database.clear();
    rates.add(Rate.of(AUTOCOMMIT, bytes, webhooks, same.autocommit(), 0));
    database.clear();
    rates.add(Rate.of(UNNESTED, bytes, webhooks, same.unnested(), 0));
    database.clear();
    rates.add(fold(POISONED, Webhook.poisoned(ends), bytes));
    database.clear();
    var lives = Webhook.lives(random, webhooks / 3, bytes);
    rates.add(fold(FOLDED, lives, bytes));
    database.clear();
    rates.add(fold(UNFOLDED, Webhook.spread(lives), bytes));
    database.clear();
    return rates;
  }

  /** With so many calls there before. */
  Rate grown(int rows, int webhooks, int repetitions) throws SQLException {
    database.grow(rows);
    var rates = new ArrayList<Rate>();
    for (int n = 0; n < repetitions; n++) {
      database.run("checkpoint");
      rates.add(
          fold(
              "projector, %,d calls there".formatted(rows),
              Webhook.ends(random, webhooks, GROWN_BYTES),
              GROWN_BYTES));
    }
    return Rate.median(rates);
  }

  /** With the relay in the projector's process. */
  Map<String, Object> latencies(double perSecond, Duration length) throws SQLException {
    var webhooks = Webhook.ends(random, (int) (perSecond * length.toSeconds()), 2_000);
    return new Latencies(kafka, database).measure(webhooks, perSecond);
  }

  private Rate fold(String how, List<Webhook> webhooks, int bytes) throws SQLException {
    var before = projector.cpu();
    var published = backlog.publish(webhooks);
    var idle = projector.cpu().minus(before);
    await(published);
    long nanos = System.nanoTime() - published.at();
    var used = projector.cpu().minus(before).minus(idle);
    return Rate.of(how, bytes, webhooks.size(), nanos, used.toNanos() / 1e3 / webhooks.size());
  }

  /** Until the projector has moved past all of it, in the transaction of the effect. */
  private void await(Published published) throws SQLException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!isRead(published)) {
      if (System.nanoTime() > deadline || !projector.process().isAlive()) {
        throw new CannotStart("the projector does not get on: see its log");
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private boolean isRead(Published published) throws SQLException {
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

  @Override
  public void close() throws SQLException {
    backlog.close();
    projector.close();
    database.close();
  }
}
