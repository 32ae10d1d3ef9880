package io.callstream.projector.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import io.callstream.contracts.Headers;
import io.callstream.contracts.Json;
import io.callstream.contracts.NameBasedIds;
import io.callstream.contracts.Topics;
import io.callstream.outbox.Outbox;
import io.callstream.projector.Records;
import io.callstream.projector.fold.Signal;
import io.callstream.projector.intake.Reading;
import io.callstream.projector.intake.RecordReader;
import io.callstream.projector.readmodel.ReadModel;
import io.callstream.retell.RetellAccount;
import io.callstream.retell.read.RetellReads;
import io.callstream.runtime.database.DatabaseSettings;
import io.callstream.runtime.database.Migrations;
import io.callstream.runtime.database.Pools;
import io.callstream.testing.SettableClock;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The sweep on a real database, with a Retell that has calls and no webhooks. */
class SweepIT {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static final int CALLS = Integer.getInteger("callstream.sweep.calls", 2_000);
  private static final int PAGE = 200;

  private final Map<String, ObjectNode> atRetell = new LinkedHashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final SettableClock clock = SettableClock.at(NOW);
  private boolean unwell;
  private HttpServer retell;
  private TestDatabase database;
  private HikariDataSource pool;
  private Connection onlooker;
  private JdbcClient look;
  private TransactionTemplate transaction;

  @BeforeEach
  void start() throws Exception {
    retell = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    retell.createContext("/v3/list-calls", this::list);
    retell.createContext("/v2/get-call/", this::get);
    retell.start();
    database = TestDatabases.create();
    var settings = new DatabaseSettings(database.jdbcUrl(), database.user(), database.password());
    Migrations.migrate(settings, "outbox");
    Migrations.migrate(settings, "calls");
    pool = Pools.open(settings, "callstream_projector", 4, Duration.ofSeconds(30));
    transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
    onlooker = database.connectAsSuperuser();
    look = JdbcClient.create(new SingleConnectionDataSource(onlooker, true));
  }

  @AfterEach
  void stop() throws SQLException {
    retell.stop(0);
    pool.close();
    onlooker.close();
    database.close();
  }

  @Test
  void callsThatWebhooksMissedAreBroughtInWithTheirTalkOursAndForeign() {
    var ours = UUID.randomUUID();
    end("call_ours", ours, NOW.minusSeconds(600));
    end("call_foreign", null, NOW.minusSeconds(900));

    sweep("one").turn();
    project();

    assertThat(column("status", ours)).isEqualTo("completed");
    assertThat(column("transcript", ours)).isEqualTo("Hello from call_ours");
    var foreign = NameBasedIds.foreignCallId("call_foreign");
    assertThat(column("status", foreign)).isEqualTo("completed");
    assertThat(column("transcript", foreign)).isEqualTo("Hello from call_foreign");
    assertThat(look.sql("select distinct source from calls.facts").query(String.class).list())
        .containsExactly("asked");
  }

  @Test
  void whatIsKnownIsNotAskedForAgain() {
    end("call_1", UUID.randomUUID(), NOW.minusSeconds(600));
    var sweep = sweep("one");
    sweep.turn();
    project();
    int questions = asked.size();
    long messages = messages();

    clock.set(NOW.plus(Duration.ofMinutes(6)));
    sweep.turn();
    sweep.turn();

    assertThat(asked).as("one list, no get").hasSize(questions + 1);
    assertThat(messages()).isEqualTo(messages);
  }

  @Test
  void callThatEndedJustNowIsLeftToItsWebhooks() {
    end("call_1", null, NOW.minusSeconds(30));

    sweep("one").turn();

    assertThat(messages()).isZero();
  }

  /**
   * A turn is a second; Retell allows three lists and ten other reads in one. More calls when asked
   * for: {@code -Dcallstream.sweep.calls=10000}.
   */
  @Test
  void callsAreRightAfterOneTurnForEachPageWithFiveOfThemAskedFor() {
    for (int i = 0; i < CALLS; i++) {
      end("call_" + i, null, NOW.minusSeconds(600).minusMillis(i));
    }
    var sweep = sweep("one");

    for (int turn = 1; turn <= CALLS / PAGE; turn++) {
      sweep.turn();
      assertThat(asked.stream().filter(q -> q.startsWith("list")).toList()).hasSize(turn);
      assertThat(asked.stream().filter(q -> q.startsWith("get")).toList()).hasSize(5 * turn);
    }
    project();

    assertThat(
            look.sql("select count(*) from calls.retell_calls where status = 'completed'")
                .query(Long.class)
                .single())
        .isEqualTo(CALLS);
  }

  @Test
  void oneProjectorSweepsAtATime() {
    end("call_1", null, NOW.minusSeconds(600));
    sweep("one").turn();
    int questions = asked.size();

    sweep("other").turn();

    assertThat(asked).hasSize(questions);
  }

  @Test
  void sweepThatWasNotAnsweredBeginsWhereTheLastCompleteOneDid() {
    var sweep = sweep("one");
    sweep.turn();
    unwell = true;
    clock.set(NOW.plus(Duration.ofMinutes(6)));
    sweep.turn();
    unwell = false;
    clock.set(NOW.plus(Duration.ofMinutes(12)));
    sweep.turn();

    assertThat(asked).hasSize(3);
    assertThat(asked.get(2)).isEqualTo(asked.get(1)).isNotEqualTo(asked.get(0));
  }

  private Sweep sweep(String instance) {
    var account =
        new RetellAccount(
            URI.create("http://127.0.0.1:" + retell.getAddress().getPort()), "sandbox-key");
    var settings =
        new SweepSettings(
            account, Duration.ofMinutes(5), Duration.ofHours(2), Duration.ofMinutes(2));
    var client = JdbcClient.create(pool);
    return new Sweep(
        settings,
        new RetellReads(account, Duration.ofSeconds(20)),
        new SweepBook(client, transaction, new Outbox(client), instance),
        new Answered(Records.INSTALLATION),
        clock,
        new SimpleMeterRegistry());
  }

  /** What relay and reader do with what the sweep appended. */
  private void project() {
    var reader = new RecordReader(Records.INSTALLATION);
    List<Signal> signals = new ArrayList<>();
    look.sql("select topic, value from outbox.messages order by id")
        .query(row -> {
          assertThat(row.getString("topic")).isEqualTo(Topics.RETELL_WEBHOOKS);
          if (reader.read(message(row.getBytes("value"))) instanceof Reading.News(var news)) {
            signals.addAll(news);
          }
        });
    transaction.executeWithoutResult(_ -> new ReadModel(JdbcClient.create(pool)).fold(signals));
  }

  private static ConsumerRecord<byte[], byte[]> message(byte[] value) {
    var webhook = Records.webhook(value);
    var headers = new RecordHeaders();
    headers.add(Headers.VERDICT, Headers.VERDICT_ASKED.getBytes(StandardCharsets.UTF_8));
    webhook.headers().remove(Headers.VERDICT);
    headers.forEach(webhook.headers()::add);
    return webhook;
  }

  private long messages() {
    return look.sql("select count(*) from outbox.messages").query(Long.class).single();
  }

  private String column(String name, UUID callId) {
    return look.sql("select " + name + " from calls.retell_calls where call_id = ?")
        .param(callId)
        .query(String.class)
        .single();
  }

  private void end(String id, @org.jspecify.annotations.Nullable UUID callId, Instant at) {
    var call =
        Records.over(
            Records.ours(callId == null ? UUID.randomUUID() : callId, id, "ended"),
            "user_hangup",
            at.minusSeconds(40),
            at);
    if (callId == null) {
      call.remove("metadata");
    }
    atRetell.put(id, call);
  }

  private void list(HttpExchange exchange) throws IOException {
    var query = Json.tree(exchange.getRequestBody().readAllBytes());
    asked.add("list " + query);
    int from = query.path("pagination_key").asInt(0);
    int limit = query.path("limit").intValue();
    var answer = JsonNodeFactory.instance.objectNode();
    var items = answer.putArray("items");
    atRetell.values().stream().skip(from).limit(limit).forEach(items::add);
    boolean more = from + limit < atRetell.size();
    answer.put("has_more", more);
    if (more) {
      answer.put("pagination_key", Integer.toString(from + limit));
    }
    answer(exchange, unwell ? 500 : 200, answer);
  }

  private void get(HttpExchange exchange) throws IOException {
    var id = exchange.getRequestURI().getPath().replace("/v2/get-call/", "");
    asked.add("get " + id);
    answer(
        exchange,
        200,
        java.util.Objects.requireNonNull(atRetell.get(id))
            .deepCopy()
            .put("transcript", "Hello from " + id));
  }

  private static void answer(HttpExchange exchange, int status, ObjectNode body)
      throws IOException {
    byte[] bytes = Json.bytes(body);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
