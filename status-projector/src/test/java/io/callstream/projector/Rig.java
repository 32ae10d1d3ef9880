package io.callstream.projector;

import com.zaxxer.hikari.HikariDataSource;
import io.callstream.contracts.Json;
import io.callstream.outbox.Outbox;
import io.callstream.projector.events.CallEvents;
import io.callstream.projector.fold.StatusMapping;
import io.callstream.projector.intake.RecordReader;
import io.callstream.projector.readmodel.MappingVersion;
import io.callstream.projector.readmodel.ReadModel;
import io.callstream.projector.readmodel.RollUps;
import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.database.Migrations;
import io.callstream.runtime.database.Pools;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** The projection on a real database of its own, without Kafka: records go in by hand. */
final class Rig implements AutoCloseable {

  final TestDatabase database = TestDatabases.create();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Projection projection;
  final TransactionTemplate transaction;
  final RollUps rollUps;
  private final HikariDataSource pool;
  private final Connection onlooker;

  Rig() {
    var settings = new DatabaseSettings(database.jdbcUrl(), database.user(), database.password());
    migrate(settings);
    pool = Pools.open(settings, "callstream_projector", 4, Duration.ofSeconds(60));
    transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
    projection = projection(JdbcClient.create(pool));
    rollUps = new RollUps(JdbcClient.create(pool));
    onlooker = superuser();
  }

  private Connection superuser() {
    try {
      return database.connectAsSuperuser();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void migrate(DatabaseSettings settings) {
    try {
      Migrations.migrate(settings, "outbox");
      Migrations.migrate(settings, "calls");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Projection projection(JdbcClient jdbc) {
    return new Projection(
        new MappingVersion(jdbc, StatusMapping.VERSION),
        new RecordReader(Records.INSTALLATION),
        new ReadModel(jdbc),
        new CallEvents(Records.INSTALLATION, URI.create("http://gateway.test")),
        new Outbox(jdbc),
        new Tally(meters));
  }

  /** As a projector with that mapping looks at it. */
  MappingVersion mapping(int own) {
    return new MappingVersion(JdbcClient.create(pool), own);
  }

  /** One batch of one record, in a transaction of its own. */
  void batch(ConsumerRecord<byte[], byte[]> message) {
    batch(List.of(message));
  }

  /** One batch, in a transaction of its own. */
  void batch(List<ConsumerRecord<byte[], byte[]>> records) {
    transaction.executeWithoutResult(_ -> projection.handle(records));
  }

  /** The row as JSON, stamps included, without {@code updated_at}. */
  JsonNode row(UUID callId) {
    return look(
            "select to_jsonb(c) - 'updated_at' from calls.retell_calls c where call_id = ?", callId)
        .getFirst();
  }

  /** The facts of a call, in the order in which they became known. */
  List<JsonNode> facts(UUID callId) {
    return look("select to_jsonb(f) from calls.facts f where call_id = ? order by seq", callId);
  }

  /** The events of a call as they were appended. */
  List<JsonNode> events(UUID callId) {
    return look(
        """
        select jsonb_build_object('message_id', m.message_id, 'topic', m.topic, 'key', m.key,
                 'headers', m.headers, 'value', convert_from(m.value, 'UTF8')::jsonb,
                 'bytes', length(m.value))
          from outbox.messages m where m.key = ?::text order by m.id
        """,
        callId);
  }

  long count(String table) {
    return look("select to_jsonb(count(*)) from " + table).getFirst().longValue();
  }

  double counted(String meter, String tag, String value) {
    var counter = meters.find(meter).tag(tag, value).counter();
    return counter == null ? 0 : counter.count();
  }

  /** What a superuser, bound by no policy, sees: one JSON value a row. */
  List<JsonNode> look(String sql, Object... values) {
    try (var statement = onlooker.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      var found = new ArrayList<JsonNode>();
      var rows = statement.executeQuery();
      while (rows.next()) {
        found.add(Json.mapper().readTree(rows.getString(1)));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends the session of the projection that is in a transaction, as its process' end would. */
  void killTheOneAtWork() {
    look(
        "select to_jsonb(pg_terminate_backend(pid)) from pg_stat_activity"
            + " where datname = current_database() and state = 'idle in transaction'");
  }

  /** Keeps copies of all rows there are, for {@link #raw}, and empties the tables. */
  void prepareRaw() {
    run(
        """
        drop table if exists raw_calls, raw_facts, raw_messages, raw_aliases;
        create table raw_calls as
          select *, row_number() over () as n from calls.retell_calls order by random();
        create table raw_facts as
          select f.*, c.n from calls.facts f join raw_calls c using (call_id);
        create table raw_aliases as
          select a.*, c.n from calls.aliases a join raw_calls c using (call_id);
        create table raw_messages as
          select m.message_id, m.topic, m.key, m.headers, m.value, c.n
            from outbox.messages m join raw_calls c on m.key = c.call_id::text;
        create index on raw_calls (n); create index on raw_facts (n);
        create index on raw_messages (n); create index on raw_aliases (n);
        analyze raw_calls; analyze raw_facts; analyze raw_messages; analyze raw_aliases;
        """);
    clear();
  }

  /**
   * Writes the same rows again, a batch a transaction, straight from the copies: microseconds of a
   * row. Below what any client can reach: nothing is read, parsed, sent or compressed.
   */
  double raw(int batch) {
    long rows = count("raw_calls");
    long begun = System.nanoTime();
    for (long from = 1; from <= rows; from += batch) {
      var some = " where n between " + from + " and " + (from + batch - 1);
      run(
          "insert into calls.retell_calls select "
              + String.join(", ", columns())
              + " from raw_calls"
              + some
              + " on conflict (call_id) do update set version = excluded.version;"
              + " insert into calls.aliases select retell_call_id, call_id from raw_aliases"
              + some
              + "; insert into calls.facts select call_id, fact, digest, seq, at, source, text, data"
              + " from raw_facts"
              + some
              + "; insert into outbox.messages (message_id, topic, key, headers, value)"
              + " select message_id, topic, key, headers, value from raw_messages"
              + some);
    }
    return (System.nanoTime() - begun) / 1e3 / rows;
  }

  private List<String> columns() {
    return look(
            """
            select to_jsonb(attname) from pg_attribute
             where attrelid = 'calls.retell_calls'::regclass and attnum > 0 and not attisdropped
             order by attnum
            """)
        .stream()
        .map(JsonNode::stringValue)
        .toList();
  }

  /** Runs statements as a superuser. */
  void run(String sql) {
    try (var statement = onlooker.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Forgets every call. */
  void clear() {
    run(
        "truncate calls.retell_calls, calls.aliases, calls.facts, calls.merged, calls.rollups, calls.rollup_changes; delete from outbox.messages");
  }

  @Override
  public void close() throws SQLException {
    pool.close();
    onlooker.close();
    database.close();
  }
}
