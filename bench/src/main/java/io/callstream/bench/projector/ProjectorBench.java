package io.callstream.bench.projector;

import io.callstream.bench.CallTables;
import io.callstream.bench.Database;
import io.callstream.bench.Figure;
import io.callstream.bench.RelayTaken;
import io.callstream.bench.projector.Backlog.Published;
import io.callstream.runtime.kafka.KafkaSettings;
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
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Webhooks folded by a projector, beside the same rows written plainly. */
final class ProjectorBench implements AutoCloseable {

  static final String DISTINCT = "projector, distinct calls";
  static final String FEWER = "projector, a tenth of these calls";
  static final String AUTOCOMMIT = "(a) upsert a message, autocommit, calls alone";
  static final String ONE_BY_ONE = "(a') with timeline and outbox, a commit each";
  static final String UNNESTED = "(b) raw unnest, 500 a transaction";
  static final String SINK = "(c) Debezium's JDBC sink, calls alone";
  static final String FOLDED = "projector, three events a call together";
  static final String UNFOLDED = "projector, the same events apart";
  static final String POISONED = "projector, 1 % cannot be read";

  /** Of a round, in the smaller backlog. */
  static final int TENTH = 10;

  /** After two, a quarter of the processor time is still the compiler's. */
  private static final int WARM_ROUNDS = 5;

  private final KafkaSettings kafka;
  private final Database database;
  private final CallTables tables;
  private final Backlog backlog;
  private final Projector projector;
  private final JdbcSink sink;
  private final Random random = new Random(1);

  ProjectorBench(Stack stack, Path folder) throws SQLException {
    this.projector = Projector.start(stack, folder);
    this.database = new Database(stack);
    this.tables = new CallTables(database);
    this.kafka = new KafkaSettings(stack.kafka().bootstrapServers(), (short) 1);
    this.backlog = new Backlog(kafka, Projector.RECEIVED_AT);
    this.sink = new JdbcSink(stack, kafka, database, folder);
  }

  /**
   * Lets the projector's code and the server's plans grow warm, also for what cannot be read, and
   * the sink's.
   */
  void warmUp(int webhooks, int bytes) throws SQLException {
    for (int n = 0; n < WARM_ROUNDS; n++) {
      var ends = Webhook.ends(random, webhooks, bytes);
      await(backlog.publish(n % 2 == 0 ? ends : Webhook.poisoned(ends)));
      var rows = sink.take();
      tables.clear();
      sink.write(rows);
      tables.clear();
      await(backlog.publish(Webhook.lives(random, webhooks / 3, bytes)));
      tables.clear();
    }
  }

  /** Makes the relay nobody's until it is closed: none of the peers has one. */
  Connection takeRelay() throws SQLException {
    return new RelayTaken(database).take();
  }

  /** All peers in turn, again and again; each peer's medians. */
  List<Figure> run(int webhooks, int bytes, int repetitions, Consumer<Figure> say)
      throws SQLException {
    Map<String, List<Figure>> all = new LinkedHashMap<>();
    for (int n = 0; n < repetitions; n++) {
      for (var figure : round("webhooks of %,d bytes".formatted(bytes), webhooks, bytes)) {
        all.computeIfAbsent(figure.who(), _ -> new ArrayList<>()).add(figure);
        say.accept(figure);
      }
    }
    return all.values().stream().map(Figure::median).toList();
  }

  private List<Figure> round(String group, int webhooks, int bytes) throws SQLException {
    var figures = new ArrayList<Figure>();
    var ends = Webhook.ends(random, webhooks, bytes);
    figures.add(fold(group, DISTINCT, ends));
    var same = new PlainWrites(database);
    var rows = sink.take();
    tables.clear();
    figures.add(plain(group, AUTOCOMMIT, webhooks, same.autocommit()));
    tables.clear();
    figures.add(plain(group, ONE_BY_ONE, webhooks, same.unnested(1)));
    tables.clear();
    figures.add(plain(group, UNNESTED, webhooks, same.unnested(PlainWrites.BATCH)));
    tables.clear();
    figures.add(sunk(group, rows));
    tables.clear();
    figures.add(fold(group, FEWER, ends.subList(0, Math.max(1, webhooks / TENTH))));
    tables.clear();
    figures.add(fold(group, POISONED, Webhook.poisoned(ends)));
    tables.clear();
    var lives = Webhook.lives(random, webhooks / 3, bytes);
    figures.add(fold(group, FOLDED, lives));
    tables.clear();
    figures.add(fold(group, UNFOLDED, Webhook.spread(lives)));
    tables.clear();
    return figures;
  }

  private static Figure plain(String group, String who, int webhooks, long nanos) {
    return new Figure(group, who, webhooks * 1e9 / nanos, null, null);
  }

  private Figure sunk(String group, List<ProducerRecord<byte[], byte[]>> rows) throws SQLException {
    var before = sink.cpu();
    long nanos = sink.write(rows);
    var used = sink.cpu().minus(before);
    return new Figure(
        group, SINK, rows.size() * 1e9 / nanos, used.toNanos() / 1e3 / rows.size(), null);
  }

  /** With so many calls there before. */
  Figure grown(int rows, int webhooks, int bytes, int repetitions) throws SQLException {
    tables.grow(rows);
    var figures = new ArrayList<Figure>();
    for (int n = 0; n < repetitions; n++) {
      database.run("checkpoint");
      figures.add(
          fold(
              "on a grown table, %,d bytes".formatted(bytes),
              "projector, %,d calls there".formatted(rows),
              Webhook.ends(random, webhooks, bytes)));
    }
    return Figure.median(figures);
  }

  /** Forgets every call. */
  void clear() throws SQLException {
    tables.clear();
  }

  /** How many webhooks a second become events at most, the relay in the projector's process. */
  double most(int webhooks, int bytes) {
    return latencies().most(Webhook.ends(random, webhooks, bytes));
  }

  /** How long webhooks take at that rate, the relay in the projector's process. */
  Latencies.Seen latencies(double perSecond, Duration length, int bytes) throws SQLException {
    var webhooks = Webhook.ends(random, (int) (perSecond * length.toSeconds()), bytes);
    var seen = latencies().measure(webhooks, perSecond);
    clear();
    return seen;
  }

  private Latencies latencies() {
    return new Latencies(kafka, database, Projector.RECEIVED_AT);
  }

  /** What the projector's process takes. */
  String memory() {
    return projector.server().memory();
  }

  private Figure fold(String group, String who, List<Webhook> webhooks) throws SQLException {
    var before = projector.cpu();
    var published = backlog.publish(webhooks);
    var idle = projector.cpu().minus(before);
    await(published);
    long nanos = System.nanoTime() - published.at();
    var used = projector.cpu().minus(before).minus(idle);
    return new Figure(
        group, who, webhooks.size() * 1e9 / nanos, used.toNanos() / 1e3 / webhooks.size(), null);
  }

  private void await(Published published) throws SQLException {
    projector.await(published, database);
  }

  @Override
  public void close() throws SQLException {
    sink.close();
    backlog.close();
    projector.close();
    database.close();
  }
}
