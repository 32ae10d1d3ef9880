package io.callstream.projector;

import com.zaxxer.hikari.HikariDataSource;
import io.callstream.contracts.Json;
import io.callstream.outbox.Outbox;
import io.callstream.projector.events.CallEvents;
import io.callstream.projector.intake.RecordReader;
import io.callstream.projector.readmodel.ReadModel;
import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.database.Migrations;
import io.callstream.runtime.database.Pools;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** The projection on a real database of its own, without Kafka: records go in by hand. */
final class Rig implements AutoCloseable {

  final TestDatabase database;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Projection projection;
  final TransactionTemplate transaction;
  private final HikariDataSource pool;
  private final JdbcClient everything;

  Rig() {
    database = TestDatabases.create();
    var settings =
        new DatabaseSettings(database.jdbcUrl(), database.user(), database.password());
    migrate(settings);
    pool = Pools.open(settings, "callstream_projector", 4, Duration.ofSeconds(60));
    transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
    projection = projection(JdbcClient.create(pool));
    everything = JdbcClient.create(new DriverManagerDataSource() {
      @Override
      public java.sql.Connection getConnection() throws SQLException {
        return database.connectAsSuperuser();
      }
    });
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
        new RecordReader(Records.INSTALLATION),
        new ReadModel(jdbc),
        new CallEvents(Records.INSTALLATION, URI.create("http://gateway.test")),
        new Outbox(jdbc),
        new Tally(meters));
  }

  /** One batch of one record, in a transaction of its own. */
  void batch(ConsumerRecord<byte[], byte[]> message) {
    batch(List.of(message));
  }

  void batch(List<ConsumerRecord<byte[], byte[]>> records) {
    transaction.executeWithoutResult(_ -> projection.handle(records));
  }

  /** The row as JSON, without {@code updated_at}; stamps included. */
  JsonNode row(UUID callId) {
    return json("select to_jsonb(c) - 'updated_at' from calls.retell_calls c where call_id = :id", callId);
  }

  /** The facts of a call, oldest version first. */
  List<JsonNode> facts(UUID callId) {
    return all("select to_jsonb(f) from calls.facts f where call_id = :id order by seq", callId);
  }

  /** The events of a call as they were appended. */
  List<JsonNode> events(UUID callId) {
    return all(
        """
        select jsonb_build_object('message_id', m.message_id, 'topic', m.topic,
                 'headers', m.headers, 'value', convert_from(m.value, 'UTF8')::jsonb)
          from outbox.messages m where m.key = :id::text order by m.id
        """,
        callId);
  }

  long count(String table) {
    return everything.sql("select count(*) from " + table).query(Long.class).single();
  }

  private JsonNode json(String sql, UUID id) {
    return all(sql, id).getFirst();
  }

  private List<JsonNode> all(String sql, UUID id) {
    return everything.sql(sql).param("id", id).query((row, _) -> Json.mapper().readTree(row.getString(1))).list();
  }

  @Override
  public void close() throws SQLException {
    pool.close();
    database.close();
  }
}
