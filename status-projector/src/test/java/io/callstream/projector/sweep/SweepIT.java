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
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The sweep on a real database, with a Retell that has calls and no webhooks. */
class SweepIT {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static final int CALLS = Integer.getInteger("callstream.sweep.calls", 2_000);
  private static final int PAGE = 200;

  private final Map<String, ObjectNode> atRetell = new LinkedHashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final SettableClock clock = SettableClock.at(NOW);
  private final Set<String> silent = new HashSet<>();
  private final Set<String> refused = new HashSet<>();
  private int answeredLimit = PAGE;
  private boolean tooMuch;
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

    seconds(sweep("one"), 2);
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
  void analysisThatWebhooksMissedIsBroughtInOnce() {
    var ours = UUID.randomUUID();
    end("call_ours", ours, NOW.minusSeconds(600));
    var sweep = sweep("one");
    sweep.turn();
    project();
    Objects.requireNonNull(atRetell.get("call_ours"))
        .putObject("call_analysis")
        .put("call_summary", "Well");

    clock.set(NOW.plus(Duration.ofMinutes(6)));
    sweep.turn();
    project();
    assertThat(column("call_analysis", ours)).isEqualTo("{\"call_summary\": \"Well\"}");
    long messages = messages();

    clock.set(NOW.plus(Duration.ofMinutes(12)));
    sweep.turn();
    assertThat(messages()).isEqualTo(messages);
  }

  /** It has no time of connecting, and webhooks that never came. */
  @Test
  void callThatNeverConnectedIsFound() {
    end("call_busy", null, NOW.minusSeconds(600));
    var call = Objects.requireNonNull(atRetell.get("call_busy"));
    call.remove("start_timestamp");
    call.put("call_status", "not_connected").put("disconnection_reason", "dial_busy");

    sweep("one").turn();
    project();

    assertThat(column("status", NameBasedIds.foreignCallId("call_busy"))).isEqualTo("failed");
  }

  /** Whoever sweeps next knows nothing of the talks that wait here. */
  @Test
  void sweepIsCompleteOnlyWhenEveryTalkWasAskedFor() {
    for (int i = 0; i < 12; i++) {
      end("call_" + i, null, NOW.minus(Duration.ofDays(1)));
    }
    sweep("one").turn();
    project();
    assertThat(completeTo()).isEqualTo(NOW.minus(Duration.ofDays(1)));

    clock.set(NOW.plus(Duration.ofHours(1)));
    var next = sweep("one");
    next.turn();
    seconds(next, 1);
    project();

    assertThat(
            look.sql("select count(transcript) from calls.retell_calls").query(Long.class).single())
        .isEqualTo(12);
    assertThat(completeTo()).isEqualTo(NOW.plus(Duration.ofHours(1)));
  }

  @Test
  void noPageIsAskedForWhileThereIsNoPlaceForItsTalks() {
    for (int i = 0; i < 2 * PAGE; i++) {
      end("call_" + i, null, NOW.minusSeconds(600).minusMillis(i));
    }
    var sweep = sweep("one", new MissingTalks(PAGE));

    seconds(sweep, PAGE / 5);
    assertThat(lists()).hasSize(1);
    assertThat(gets()).hasSize(PAGE);

    seconds(sweep, PAGE / 5);
    assertThat(lists()).hasSize(2);
    assertThat(gets()).hasSize(2 * PAGE);
    assertThat(completeTo()).isEqualTo(NOW.plusSeconds(1));
  }

  @Test
  void talkThatIsNeverAnsweredHoldsUpEightSweepsAndNoMore() {
    end("call_1", null, NOW.minusSeconds(600));
    refused.add("call_1");
    var sweep = sweep("one");

    for (int sweeps = 0; sweeps < 8; sweeps++) {
      sweep.turn();
      assertThat(completeTo()).isEqualTo(NOW.minus(Duration.ofDays(1)));
      clock.set(clock.instant().plus(Duration.ofMinutes(6)));
    }
    sweep.turn();

    assertThat(completeTo()).isEqualTo(clock.instant());
    assertThat(meters.counter("callstream.projector.sweep.given_up").count()).isEqualTo(1);
  }

  @Test
  void sweeperTellsHowLongAgoTheLastCompleteSweepBegan() {
    for (int i = 0; i < 12; i++) {
      end("call_" + i, null, NOW.minusSeconds(600));
    }
    var sweep = sweep("one");
    sweep.turn();
    assertThat(age()).as("none yet").isEqualTo(86_400);

    seconds(sweep, 100);
    assertThat(age()).isEqualTo(100);

    look.sql("update calls.sweeps set leased_by = 'other'").update();
    sweep.turn();
    assertThat(age()).as("now it is another's").isZero();
  }

  @Test
  void talkThatRetellDoesNotHaveIsAskedForOnce() {
    end("call_1", null, NOW.minusSeconds(600));
    silent.add("call_1");
    var sweep = sweep("one");

    sweep.turn();
    clock.set(NOW.plus(Duration.ofMinutes(6)));
    sweep.turn();

    assertThat(lists()).hasSize(2);
    assertThat(gets()).hasSize(1);
  }

  /** The dispatcher's questions, which more depends on, meet the same limit. */
  @Test
  void restsWhenRetellIsAskedTooMuch() {
    for (int i = 0; i < 12; i++) {
      end("call_" + i, null, NOW.minusSeconds(600));
    }
    tooMuch = true;
    var sweep = sweep("one");
    seconds(sweep, 10);
    assertThat(gets()).hasSize(1);

    tooMuch = false;
    seconds(sweep, 3);
    assertThat(gets()).as("each of them once more").hasSize(13);
  }

  @Test
  void talkThatIsNotStoredIsNotAskedFor() {
    for (var stored : List.of("basic_attributes_only", "everything_except_pii", "everything")) {
      end(stored, null, NOW.minusSeconds(600));
      Objects.requireNonNull(atRetell.get(stored)).put("data_storage_setting", stored);
    }
    var sweep = sweep("one");

    seconds(sweep, 3);

    assertThat(gets()).containsExactly("get everything");
  }

  @Test
  void callThatIsTooLargeIsSkippedAndTheSweepGoesOn() {
    end("call_large", null, NOW.minusSeconds(600));
    Objects.requireNonNull(atRetell.get("call_large"))
        .putObject("metadata")
        .put("much", "x".repeat(Outbox.MAX_VALUE_BYTES));
    silent.add("call_large");
    end("call_2", null, NOW.minusSeconds(600));

    sweep("one").turn();
    project();

    assertThat(column("status", NameBasedIds.foreignCallId("call_2"))).isEqualTo("completed");
    assertThat(completeTo()).isEqualTo(NOW);
    assertThat(meters.counter("callstream.projector.sweep.too_large").count()).isEqualTo(1);
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
  void callThatEndedJustNowIsLeftToItsWebhooksUntilTheNextSweep() {
    end("call_1", null, NOW.minusSeconds(30));
    var sweep = sweep("one");

    sweep.turn();
    assertThat(messages()).isZero();

    clock.set(NOW.plus(Duration.ofMinutes(6)));
    sweep.turn();
    assertThat(messages()).as("had they come, it would be known").isPositive();
  }

  /** More calls when asked for: {@code -Dcallstream.sweep.calls=10000}. */
  @Test
  void inTenSecondsFourPagesAndFiftyCallsAreAskedForAndEveryCallIsRightInTheEnd() {
    for (int i = 0; i < CALLS; i++) {
      end("call_" + i, null, NOW.minusSeconds(600).minusMillis(i));
    }
    var sweep = sweep("one");

    seconds(sweep, 10);
    assertThat(lists()).hasSize(4);
    assertThat(gets()).hasSize(50);

    seconds(sweep, 3 * CALLS / PAGE);
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
  void pageThatWasNotAnsweredIsAskedForAgainAfterTenSecondsHalfAsLarge() {
    for (int i = 0; i < 2 * PAGE; i++) {
      end("call_" + i, null, NOW.minusSeconds(600).minusMillis(i));
    }
    var sweep = sweep("one");
    sweep.turn();
    answeredLimit = 0;
    clock.set(NOW.plusSeconds(3));
    sweep.turn();
    answeredLimit = PAGE;

    clock.set(NOW.plusMillis(12_999));
    sweep.turn();
    assertThat(lists()).hasSize(2);
    seconds(sweep, 10);

    assertThat(lists())
        .extracting(list -> page(list))
        .containsExactly("200 from null", "200 from 200", "100 from 200", "200 from 300");
    seconds(sweep, 2 * PAGE / 5);
    assertThat(completeTo()).isEqualTo(NOW);
  }

  @Test
  void pagesAreHalvedUntilTheirAnswersAreNotTooLarge() {
    for (int i = 0; i < 3; i++) {
      end("call_" + i, null, NOW.minusSeconds(600).minusMillis(i));
    }
    answeredLimit = 1;
    var sweep = sweep("one");

    seconds(sweep, 150);

    assertThat(completeTo()).isEqualTo(NOW.plusSeconds(1));
    project();
    assertThat(look.sql("select count(*) from calls.retell_calls").query(Long.class).single())
        .isEqualTo(3);
  }

  @Test
  void sweepThatIsNotAnsweredEightTimesBeginsAnewWhereTheLastCompleteOneDid() {
    var sweep = sweep("one");
    sweep.turn();
    answeredLimit = 0;
    clock.set(NOW.plus(Duration.ofMinutes(6)));
    seconds(sweep, 200);
    assertThat(lists()).hasSize(1 + 8);

    answeredLimit = PAGE;
    clock.set(NOW.plus(Duration.ofMinutes(13)));
    sweep.turn();

    assertThat(lists()).hasSize(1 + 8 + 1);
    assertThat(lists().getLast()).isEqualTo(lists().get(1)).isNotEqualTo(lists().getFirst());
  }

  /** Turns as they are, a second apart. */
  private void seconds(Sweep sweep, int turns) {
    for (int turn = 0; turn < turns; turn++) {
      clock.set(clock.instant().plusSeconds(1));
      sweep.turn();
    }
  }

  private List<String> lists() {
    return asked.stream().filter(question -> question.startsWith("list")).toList();
  }

  private List<String> gets() {
    return asked.stream().filter(question -> question.startsWith("get")).toList();
  }

  private static String page(String list) {
    var query = Json.tree(list.substring("list ".length()).getBytes(StandardCharsets.UTF_8));
    return query.path("limit").intValue() + " from " + query.path("pagination_key").asString(null);
  }

  private @Nullable Instant completeTo() {
    return look.sql("select complete_to from calls.sweeps")
        .query((row, _) -> row.getObject(1, OffsetDateTime.class))
        .optional()
        .map(OffsetDateTime::toInstant)
        .orElse(null);
  }

  private double age() {
    return meters.get("callstream.projector.sweep.age.seconds").gauge().value();
  }

  private Sweep sweep(String instance) {
    return sweep(instance, new MissingTalks(MissingTalks.WAITING_MAX));
  }

  private Sweep sweep(String instance, MissingTalks missingTalks) {
    var account =
        new RetellAccount(
            URI.create("http://127.0.0.1:" + retell.getAddress().getPort()), "sandbox-key");
    var settings =
        new SweepSettings(
            account, Duration.ofMinutes(5), Duration.ofMinutes(2), Duration.ofMinutes(30));
    var client = JdbcClient.create(pool);
    return new Sweep(
        settings,
        new RetellReads(account, Duration.ofSeconds(20)),
        new SweepBook(client, transaction, new Outbox(client), instance),
        new Answered(Records.INSTALLATION),
        clock,
        new SweepMeters(meters, clock),
        missingTalks);
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

  private void end(String id, @Nullable UUID callId, Instant at) {
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
    var wanted =
        atRetell.values().stream()
            .filter(call -> matches(call, query.path("filter_criteria")))
            .toList();
    wanted.stream().skip(from).limit(limit).forEach(items::add);
    boolean more = from + limit < wanted.size();
    answer.put("has_more", more);
    if (more) {
      answer.put("pagination_key", Integer.toString(from + limit));
    }
    answer(exchange, limit > answeredLimit ? 500 : 200, answer);
  }

  /** What a call does not have, matches nothing. */
  private static boolean matches(ObjectNode call, JsonNode criteria) {
    return criteria.propertyNames().stream()
        .allMatch(
            name -> call.path(name).longValue(-1) >= criteria.path(name).path("value").longValue());
  }

  private void get(HttpExchange exchange) throws IOException {
    var id = exchange.getRequestURI().getPath().replace("/v2/get-call/", "");
    asked.add("get " + id);
    var call = Objects.requireNonNull(atRetell.get(id)).deepCopy();
    var whole = silent.contains(id) ? call : call.put("transcript", "Hello from " + id);
    answer(exchange, tooMuch ? 429 : refused.contains(id) ? 400 : 200, whole);
  }

  private static void answer(HttpExchange exchange, int status, ObjectNode body)
      throws IOException {
    byte[] bytes = Json.bytes(body);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
